"""Common transfer files, made up: `ctf(pupil(...))` gives the bytes of one."""

from tests.school_folder import upn

OTHER_SCHOOL = "8742046"
NAME = f"{OTHER_SCHOOL}_CTF_8742002_001.xml"


def pupil(n=50, *, forename="Gwen", surname="Hart", more="", sex="<Sex>F</Sex>", wrapped=False):
    """One pupil element."""
    basic = f"""<UPN>{upn(n)}</UPN><Surname>{surname}</Surname><Forename>{forename}</Forename>
<DOB>2019-03-04</DOB>{sex}<NCyearActual>2</NCyearActual>"""
    if wrapped:
        basic = f"<BasicDetails>{basic}</BasicDetails>"
    return f"<Pupil>{basic}{more}</Pupil>"


CONTACTS = """<Address><BS7666Address><PAON>12</PAON><Street>Mill Lane</Street><Town>Fenborough</Town></BS7666Address>
<PostCode>zz1 1zz</PostCode></Address>
<Contacts><Contact><Order>1</Order><Title>Ms</Title><Surname>Hart</Surname><Forename>Ida</Forename>
<Relationship>PAM</Relationship><Responsibility>Y</Responsibility><AddressAsPupil>Y</AddressAsPupil>
<Phones><Phone><TelephoneType>M</TelephoneType><PhoneNo>07700 900123</PhoneNo></Phone></Phones>
<Email>ida.hart@family.example</Email></Contact></Contacts>"""

HISTORY = """<SENhistory><SEN><StartDate>2024-09-01</StartDate><SENprovision>K</SENprovision></SEN></SENhistory>
<FSMhistory><FSMinstance><FSMstartDate>2024-09-01</FSMstartDate></FSMinstance></FSMhistory>
<SchoolHistory><School><SchoolName>Old Mill School</SchoolName><EntryDate>2023-09-04</EntryDate>
<LeavingDate>2026-10-23</LeavingDate></School></SchoolHistory>"""


def attendance(marks, *, starts="2026-10-05", unauthorised=2):
    """One year of marks."""
    return f"""<Attendance><YearData><Year>2026</Year><SchoolName>Old Mill School</SchoolName>
<SessionsPossible>60</SessionsPossible><SessionsUnauthorised>{unauthorised}</SessionsUnauthorised>
<AttendSessions><AttendanceStartDate>{starts}</AttendanceStartDate><AttendanceMarks>{marks}</AttendanceMarks>
</AttendSessions></YearData></Attendance>"""


def ctf(*pupils, dest="<LEA>874</LEA><Estab>2002</Estab>", holder="CTFpupilData", encoding="utf-8"):
    """The bytes of a file."""
    text = f"""<?xml version="1.0" encoding="{encoding}"?>
<CTfile><Header><DocumentName>Common Transfer File</DocumentName><CTFversion>25.0</CTFversion>
<SourceSchool><LEA>874</LEA><Estab>2046</Estab><SchoolName>Old Mill School</SchoolName></SourceSchool>
<DestSchool>{dest}</DestSchool></Header><{holder}>{"".join(pupils)}</{holder}></CTfile>"""
    return text.encode(encoding)
