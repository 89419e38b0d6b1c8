"""Addresses of the login server: those below the interface's base, and the page among the workspace's own."""

from django.urls import path, re_path

from bysak.api.tilgang import endepunkter, samtykke

under_base = [
    path(".well-known/openid-configuration", endepunkter.oppdagelse, name="oidc_oppdagelse"),
    # Some clients end every address with a slash.
    re_path(r"^oauth/token/?$", endepunkter.token, name="oauth_token"),
    path("oauth/revoke", endepunkter.trekk, name="oauth_trekk"),
    path("oauth/userinfo", endepunkter.brukerinfo, name="oauth_brukerinfo"),
    path("oauth/jwks", endepunkter.noekler, name="oauth_noekler"),
]
sider = [path("oauth/authorize", samtykke.samtykke, name="samtykke")]
