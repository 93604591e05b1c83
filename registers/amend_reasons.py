"""The reasons for amending a mark that come up every day, each under one key."""

PHONE = "Reason established by phone"
MESSAGE = "Reason established by a message from home"
ARRIVED = "Arrived late, time confirmed by the office"
APPOINTMENT = "Appointment confirmed"
ERROR = "Marked in error"
NOT_ESTABLISHED = "No reason established within five school days"

STANDARD = [PHONE, MESSAGE, ARRIVED, APPOINTMENT, ERROR, NOT_ESTABLISHED]
"""In the order of their keys, 1 to 6."""
