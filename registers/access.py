"""Who is asking, in which hat, and whether they may: the door of every page and every API call."""

from django.http import HttpRequest, HttpResponse
