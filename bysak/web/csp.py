"""Headers that tell browsers what a page may do: strict, because every page shows text written by strangers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'self'; frame-src 'self'; "
    "object-src 'none'; base-uri 'none'"
)
HODER = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def csp(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: set the headers on every answer that has not set its own, as one with a stored document may."""

    def svar(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # A form that leads out of Bysak says where to; nothing else does.
        til = getattr(request, "skjema_til", "")
        if til:
            response.headers["Content-Security-Policy"] = CSP.replace("form-action 'self'", f"form-action 'self' {til}")
        for navn, verdi in HODER.items():
            response.headers.setdefault(navn, verdi)
        return response

    return svar
