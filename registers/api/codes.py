"""The code table for machines (formats.md)."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registers import codes
from registers.access import open_to_anyone


@open_to_anyone
class CodeList(APIView):
    """Every attendance code with its dates, category and source. Open to anyone."""

    authentication_classes = []

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """The whole table, old codes included."""
        return Response(codes.public_table())
