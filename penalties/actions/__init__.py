"""What people and the timetable do about penalty notices, one module a topic. The only place that writes."""
