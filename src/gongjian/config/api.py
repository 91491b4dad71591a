"""The API root. Routers of the rooms are hung in here; every refusal is said by one handler."""

from ninja import NinjaAPI

api = NinjaAPI(title="共建 gongjian", version="1")
