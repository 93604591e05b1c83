"""Who may open which address, written by hand: a view that forgets its permission, or declares another, is found.

Each app is a module, and so is the API.
"""

from tests.who_may.absence import ABSENCE
from tests.who_may.api import API
from tests.who_may.penalties import PENALTIES
from tests.who_may.registers import REGISTERS
from tests.who_may.reporting import REPORTING
from tests.who_may.roles import FAMILIES, STAFF

__all__ = ["FAMILIES", "OPEN", "POSTED_ONLY", "WHO_MAY"]

WHO_MAY = {"home": STAFF} | REGISTERS | ABSENCE | PENALTIES | REPORTING | API
"""The roles that may open each address. `other_teacher` may what a teacher may, `stranger` what an office may."""

OPEN = {
    "health": 200,
    "lock": 405,
    "help": 200,
    "accessibility": 200,
    "privacy": 200,
    "api:schema": 200,
    "api:docs": 200,
    "api:codes": 200,
    "registers:choose_post": 302,
    "registers:use_cover": 200,
    "registers:service_worker": 200,
    "registers:notify_texts": 405,
    "absence:family_sign_in": 200,
    "absence:family_code": 302,
    "absence:family_sign_out": 405,
    "absence:family_language": 405,
    "absence:demo_mail": 404,
}
"""What somebody signed out gets where no permission is needed: the post to wear is chosen once signed in."""

POSTED_ONLY = ["registers:complete_register", "registers:switch_keys", "registers:confirm_attendance"]
POSTED_ONLY += ["registers:agree_full_time", "registers:undo_plans"]
POSTED_ONLY += ["absence:decide_leave", "absence:undo_leave", "absence:ask_about_leave"]
POSTED_ONLY += ["absence:note_attempt", "absence:give_reason", "absence:ask_class", "absence:answer_report"]
POSTED_ONLY += [
    "absence:deal_with_reply",
    "absence:correct_attempt",
    "absence:settle_contradiction",
    "absence:mark_leave_taken",
]
POSTED_ONLY += ["absence:undo_religious_day", "absence:report_still_ill", "absence:answer_school"]
POSTED_ONLY += ["absence:take_report_back", "absence:take_out_medical_file", "absence:take_evidence_back"]
POSTED_ONLY += ["absence:family_leave_start", "absence:family_leave_send", "absence:family_leave_discard"]
POSTED_ONLY += ["absence:family_leave_change"]
POSTED_ONLY += ["penalties:end_share", "reporting:end_inspector_access", "reporting:remove_progress_column"]
POSTED_ONLY += ["registers:stop_sending", "registers:resume_sending"]
POSTED_ONLY += ["registers:undo_movement", "registers:tick_pupils", "registers:start_drill"]
POSTED_ONLY += ["registers:end_drill", "api:arrivals", "api:sightings", "api:marks", "api:complete_register"]
