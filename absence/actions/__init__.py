"""What people and the timetable do about absences, one module a topic. The only place that writes."""
