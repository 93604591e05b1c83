"""The SQL by which the database keeps what was written down once: changes to the admission register, and who read what.

The migration runs it; a test compares what the database holds with what this module says.
"""

from collections.abc import Mapping

from registers.mark_guards import DEFINER_PATH, FUNCTION, RETENTION

FIRST = {
    "registers_admissionchange": "admission_change",
    "registers_sensitiveread": "sensitive_read",
}
"""Those that were guarded first, in one migration; each later one is guarded where it is made."""
WORDINGS = {
    "registers_wordingversion": "wording_version",
    "registers_wordingswitch": "wording_switch",
}
LANGUAGES = {"registers_languageswitch": "language_switch", "registers_languagecheck": "language_check"}
FOLLOW_UP = {"absence_contactattempt": "contact_attempt"}
MEETINGS = {"absence_meeting": "meeting", "absence_meetingrecord": "meeting_record"}
REFERRALS = {"absence_referral": "referral", "absence_referralsent": "referral_sent"}
LEAVE_AS_SENT = {"absence_leaveversion": "leave_version"}
CONTRADICTIONS = {
    "absence_contradictionsettled": "contradiction_settled",
    "absence_otherschoolanswer": "other_school_answer",
}
TOLD_BY_FAMILIES = {
    "absence_concern": "concern",
    "absence_concernanswer": "concern_answer",
    "absence_detailscheck": "details_check",
    "absence_detailsproposal": "details_proposal",
    "absence_detailsanswer": "details_answer",
    "absence_leavingnotice": "leaving_notice",
    "absence_leavingnoticeanswer": "leaving_notice_answer",
    "absence_namedperson": "named_person",
    "absence_familyinformation": "family_information",
}
SUPPORT_PLANS = {
    "absence_supportplan": "support_plan",
    "absence_supportplanversion": "support_plan_version",
    "absence_supportaction": "support_action",
    "absence_supportactionnote": "support_action_note",
    "absence_supportreview": "support_review",
    "absence_supportend": "support_end",
    "absence_attendancecontract": "attendance_contract",
    "absence_contractnote": "contract_note",
    "absence_parttimetimetable": "part_time_timetable",
    "absence_parttimestep": "part_time_step",
    "absence_parttimenote": "part_time_note",
}
MEDICAL = {
    "absence_medicalrequest": "medical_request",
    "absence_medicalevidence": "medical_evidence",
    "absence_sicknessreturn": "sickness_return",
    "absence_sicknessreturnsent": "sickness_return_sent",
    "absence_educationrequest": "education_request",
    "absence_educationanswer": "education_answer",
    "absence_groupduty": "group_duty",
    "absence_designatedteacher": "designated_teacher",
}
LEAVE_TESTS = {"absence_leavetest": "leave_test"}
ASKED_IN_WRITING = {"absence_medicalrequestto": "medical_request_to"}
SUPPORT_STEPS = {
    "absence_supportstages": "support_stages",
    "absence_supportstep": "support_step",
    "absence_supportreferral": "support_referral",
    "absence_supportreferralnews": "support_referral_news",
    "absence_safeguardingnote": "safeguarding_note",
    "absence_safeguardingreference": "safeguarding_reference",
}
PUPIL_NOTES = {"absence_pupilnote": "pupil_note"}
PENALTY_CASES = {"penalties_caseevent": "case_event"}
CASE_DECISIONS = {"penalties_casedecision": "case_decision"}
NOTICES_TO_IMPROVE = {
    "penalties_noticetoimprove": "notice_to_improve",
    "penalties_noticetoimproveend": "notice_to_improve_end",
}
PACKS = {
    "penalties_referralpack": "referral_pack",
    "penalties_packsent": "pack_sent",
    "penalties_caseshare": "case_share",
    "penalties_caseshareend": "case_share_end",
}
PENALTY_NOTICES = {
    "penalties_authorityrules": "authority_rules",
    "penalties_penaltynotice": "penalty_notice",
    "penalties_noticesession": "notice_session",
    "penalties_noticenews": "notice_news",
    "penalties_othertool": "other_tool",
    "penalties_othertoolend": "other_tool_end",
    "penalties_representation": "representation",
    "penalties_representationanswer": "representation_answer",
}
KEPT_INFORMED = {
    "reporting_familyupdate": "family_update",
    "reporting_leaversummary": "leaver_summary",
    "reporting_certificate": "certificate",
}
POLICY = {
    "reporting_attendancepolicy": "attendance_policy",
    "reporting_attendancestrategy": "attendance_strategy",
    "reporting_training": "training",
    "reporting_trainingtakenout": "training_taken_out",
}
INSPECTIONS = {
    "reporting_inspectoraccess": "inspector_access",
    "reporting_inspectoraccessend": "inspector_access_end",
    "reporting_inspectorlook": "inspector_look",
}
GIVEN_REPORTS = {"reporting_givenreport": "given_report"}
NAMES_SHARED = {"reporting_namesshared": "names_shared"}
TRUST_LOOKS = {"reporting_trustlook": "trust_look"}
MADE_RETURNS = {
    "reporting_madereturn": "made_return",
    "reporting_madereturnline": "made_return_line",
    "reporting_madereturnsent": "made_return_sent",
    "reporting_madereturnaccepted": "made_return_accepted",
    "reporting_returncollected": "return_collected",
}
FINAL = (
    FIRST
    | WORDINGS
    | LANGUAGES
    | FOLLOW_UP
    | REFERRALS
    | LEAVE_AS_SENT
    | CONTRADICTIONS
    | TOLD_BY_FAMILIES
    | LEAVE_TESTS
    | MEETINGS
    | SUPPORT_PLANS
    | MEDICAL
    | ASKED_IN_WRITING
    | SUPPORT_STEPS
    | PUPIL_NOTES
    | PENALTY_CASES
    | NOTICES_TO_IMPROVE
    | PACKS
    | CASE_DECISIONS
    | PENALTY_NOTICES
    | POLICY
    | INSPECTIONS
    | GIVEN_REPORTS
    | KEPT_INFORMED
    | MADE_RETURNS
    | NAMES_SHARED
    | TRUST_LOOKS
)
"""The tables whose rows nobody changes, with what their triggers are called after."""

UNDOABLE = {"absence_leavedecision": "leave_decision"}
"""Tables whose rows stand as well, except that somebody may note once that what a row says was undone."""

UNCHANGED = """BEGIN
RAISE EXCEPTION 'rows of % are never changed: what happened later is a row of its own', TG_TABLE_NAME
  USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record_is_final';
END"""

UNDONE_ONCE = """BEGIN
IF OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL
    OR to_jsonb(NEW) - '{undone_at,undone_name}'::text[] <> to_jsonb(OLD) - '{undone_at,undone_name}'::text[] THEN
  RAISE EXCEPTION 'rows of % are never changed, only undone, and only once', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record_is_undone_once';
END IF;
RETURN NEW;
END"""

# TRUNCATE has no old rows to look at, so the question is asked of DELETE only.
KEPT = f"""DECLARE
  kept boolean := true;
BEGIN
IF TG_OP = 'DELETE' THEN
  kept := NOT pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')
    OR EXISTS (SELECT FROM old_rows WHERE at > now() - interval '{RETENTION}');
END IF;
IF kept THEN
  RAISE EXCEPTION 'rows of % are kept for {RETENTION} (SI 2024/208 regulation 7)', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record_is_kept';
END IF;
RETURN NULL;
END"""

FUNCTIONS = {"record_unchanged": UNCHANGED, "record_kept": KEPT}
UNDOING = {"record_undone_once": UNDONE_ONCE}


def triggers_of(tables: Mapping[str, str]) -> dict[str, str]:
    """The triggers of these tables: each one's name, and when it does what."""
    return {
        f"{name}_{done}": f"{when} ON {table} {rows}FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        for table, name in tables.items()
        for done, when, rows, function in (
            ("updated", "BEFORE UPDATE", "", "record_unchanged"),
            ("deleted", "AFTER DELETE", "REFERENCING OLD TABLE AS old_rows ", "record_kept"),
            ("truncated", "BEFORE TRUNCATE", "", "record_kept"),
        )
    }


def undo_triggers_of(tables: Mapping[str, str]) -> dict[str, str]:
    """The triggers of tables whose rows may only be undone."""
    kept = {name: what for name, what in triggers_of(tables).items() if not name.endswith("_updated")}
    return kept | {
        f"{name}_updated": f"BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION record_undone_once()"
        for table, name in tables.items()
    }


TRIGGERS = triggers_of(FINAL) | undo_triggers_of(UNDOABLE)


def create_statements(tables: Mapping[str, str] = FIRST) -> list[str]:
    """The statements that make functions and triggers, in order."""
    functions = [FUNCTION.format(name=name, path=DEFINER_PATH, body=body) for name, body in FUNCTIONS.items()]
    return functions + [
        f"CREATE OR REPLACE TRIGGER {name} {what}" for name, what in triggers_of(tables).items()
    ]


def undo_statements() -> list[str]:
    """The statements that guard the tables whose rows may only be undone."""
    functions = [FUNCTION.format(name=name, path=DEFINER_PATH, body=body) for name, body in UNDOING.items()]
    return functions + [
        f"CREATE OR REPLACE TRIGGER {name} {what}" for name, what in undo_triggers_of(UNDOABLE).items()
    ]


def grant_statements(role: str, tables: Mapping[str, str] = FIRST) -> list[str]:
    """What the application role may not do to these tables."""
    return [f"REVOKE UPDATE, DELETE ON {table} FROM {role}" for table in tables]
