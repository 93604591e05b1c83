"""A message to one adult about their children: by e-mail where there is an address, else as a letter."""

from collections.abc import Callable, Sequence

from registers.actions.write_messages import Draft
from registers.family_languages import language_code
from registers.models import Contact, Message, Pupil, School
from registers.wording import Fact, wording_of

Facts = Callable[[str], dict[str, Fact]]
"""What a message says, in a language."""


def family_draft(
    kind: str,
    contact: Contact,
    pupils: Sequence[Pupil],
    cause: str,
    facts: Facts,
    school: School,
    *,
    link: str = "",
) -> Draft:
    """The words of this kind for this adult, in their language. Raises FactMissing, WordingOff."""
    channel = Message.Channel.EMAIL if contact.email else Message.Channel.LETTER
    language = language_code(contact.language)
    said = wording_of(school=school, kind=kind, channel=channel, language=language).compose(facts)
    return Draft(
        cause=cause,
        contact=contact,
        channel=channel,
        subject=said.subject,
        body=said.body,
        pupil=pupils[0],
        language=said.language,
        link=link,
        wording=said.version,
    )
