"""The addresses of returns."""

from django.urls import path

from reporting.views import census, made_returns, returns

urlpatterns = [
    path("returns/", returns.returns, name="returns"),
    path("returns/daily/<slug:daily>/", returns.daily_return, name="daily_return"),
    path("returns/daily/<slug:daily>/file/", returns.daily_return_file, name="daily_return_file"),
    path("returns/census/", census.census_counts, name="census_counts"),
    path("returns/census/file/", census.census_counts_file, name="census_counts_file"),
    path("returns/made/<int:made>/", made_returns.made_return, name="made_return"),
    path("returns/made/<int:made>/file/", made_returns.made_return_file, name="made_return_file"),
    path("returns/made/<int:made>/sent/", made_returns.note_return_sent, name="note_return_sent"),
    path("returns/made/<int:made>/accepted/", made_returns.note_return_accepted, name="note_return_accepted"),
    path("returns/transfer/<int:stay>/", made_returns.make_transfer, name="make_transfer"),
    path("returns/for/<slug:return_kind>/", made_returns.authority_return, name="authority_return"),
]
