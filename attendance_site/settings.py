"""Settings, read from the environment only (README "Configuration"). Nothing here starts a server."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ

DATA_DIR = Path(ENV.get("DATA_DIR") or BASE_DIR / "data")
EMBEDDED = ENV.get("ATTENDANCE_EMBEDDED") == "1"
DEBUG = ENV.get("DEBUG") == "1"
DEFAULT_SECRET_KEY = "not-a-secret-only-for-commands-that-serve-nobody"  # noqa: S105  (a start refuses it)
SECRET_KEY = ENV.get("SECRET_KEY", DEFAULT_SECRET_KEY)
ALLOWED_HOSTS = [host for host in ENV.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in ENV.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
SITE_CLOCK_OFFSET = ENV.get("SITE_CLOCK_OFFSET", "")


def database(url: str) -> dict[str, object]:
    """Django's description of the PostgreSQL database at `url` (postgresql://user:password@host:port/name?host=/socket)."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", parts.hostname or "")),
        "PORT": str(query.pop("port", parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **query,
            "connect_timeout": 5,
            "options": f"-c statement_timeout={ENV.get('STATEMENT_TIMEOUT', '60s')} -c lock_timeout=10s"
            " -c idle_in_transaction_session_timeout=120s",
        },
    }


DATABASE_URL = ENV.get("DATABASE_URL", "")
DATABASE_OWNER_URL = ENV.get("DATABASE_OWNER_URL", "")
AS_OWNER = ENV.get("ATTENDANCE_AS_OWNER") == "1"
APP_ROLE = unquote(urlsplit(DATABASE_URL).username or "attendance_app")
DATABASES = {"default": database(DATABASE_OWNER_URL if AS_OWNER and DATABASE_OWNER_URL else DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = ENV.get("REDIS_URL", "")

INSTALLED_APPS = [
    "attendance_site",
    "registers",
    "absence",
    "penalties",
    "reporting",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "attendance_site.middleware.ResponseHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "registers.access.PostMiddleware",
    "registers.language_choice.FamilyLanguageMiddleware",
]

ROOT_URLCONF = "attendance_site.urls"
WSGI_APPLICATION = "attendance_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "registers.access.page_frame",
            ],
        },
    }
]
FORM_RENDERER = "attendance_site.parts.form_rendering.AttendanceFormRenderer"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
LANGUAGES = [("en-gb", "English"), ("pl", "Polski"), ("ur", "اردو")]
"""What families may read in. Staff pages are English; a school switches the others on (registers/translations.py)."""
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(ENV.get("STATIC_ROOT", DATA_DIR / "static"))
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = Path(ENV.get("MEDIA_ROOT", DATA_DIR / "media"))
MIS_FOLDER = Path(ENV["MIS_FOLDER"]) if ENV.get("MIS_FOLDER") else None
"""Where other systems leave their nightly files: in it a folder for each school, named by its URN (docs/import.md)."""

# --- who may come in -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "registers.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "registers.forms.sign_in.SignInForm",
    "reset_password": "registers.forms.sign_in.ForgottenPasswordForm",
}
ACCOUNT_ADAPTER = "registers.access.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "120/m/ip,8/5m/key",
}  # a school stands behind one address
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "registers.forms.sign_in.AddPasskeyForm",
    "authenticate_webauthn": "registers.forms.sign_in.PasskeyForm",
    "login_webauthn": "registers.forms.sign_in.PasskeySignInForm",
    "reauthenticate_webauthn": "registers.forms.sign_in.PasskeyAgainForm",
}
MFA_TOTP_ISSUER = "School attendance"

SESSION_COOKIE_AGE = 12 * 60 * 60  # staff: twelve hours at most (ux.md section 5)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "attendance_site.views.csrf_failure"

# --- the wire --------------------------------------------------------------------------------------------------------
SECURE = not EMBEDDED and not DEBUG and ENV.get("INSECURE_HTTP") != "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if ENV.get("BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ENV.get("EMAIL_HOST", "")
EMAIL_PORT = int(ENV.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = ENV.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = ENV.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = ENV.get("EMAIL_USE_TLS", "1") == "1"
DEFAULT_FROM_EMAIL = ENV.get("DEFAULT_FROM_EMAIL", "attendance@localhost")
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Keys of GOV.UK Notify and addresses for answers, per school: each name ends with the school's URN (.env.example).
SENDING = {name: value for name, value in ENV.items() if name.startswith(("NOTIFY_", "REPLY_EMAIL_"))}
NOTIFY_BASE_URL = ENV.get("NOTIFY_BASE_URL") or "https://api.notifications.service.gov.uk"
SENDING_TIMEOUT = EMAIL_TIMEOUT = 10  # seconds; a task may run for 90
DEMO_MAIL = EMBEDDED and not EMAIL_HOST  # the demo shows the codes that it cannot mail
STOP_SENDING = ENV.get("STOP_SENDING") == "1"

# --- machines --------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "registers.api.door.TokenAuthentication",
        "registers.api.door.PostSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["registers.api.door.DeclaredPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "registers.api.schema.ScopedSchema",
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "registers.api.door.api_errors",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "School attendance API",
    "DESCRIPTION": "Registers, marks, arrivals, pupils, figures and returns of one school, by a token it made.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django.request": {"level": "ERROR"}},  # refusals are answers, not faults
    "root": {"handlers": ["console"], "level": ENV.get("LOG_LEVEL", "WARNING")},
}
