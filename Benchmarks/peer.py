"""The peer: two endpoints of the ADIM document, written in the usual way with FastAPI, SQLAlchemy and psycopg.

It reads and writes the same tables as Moorage. The comparison favours the peer: a validation is one statement in one
transaction (psycopg prepares it). The peer logs, counts and limits nothing, and does not slow down guesses.
"""

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import ForeignKey, func, or_, select, update
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# The same libpq URI as for Moorage; SQLAlchemy needs its driver's name in front.
engine = create_async_engine(
    os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1),
    pool_size=int(os.environ.get("PEER_POOL_SIZE", "16")),
    max_overflow=0,
)
sessions = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """The shared tables."""


class User(Base):
    """A user of the meta platform."""

    __tablename__ = "meta_users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]


class Workspace(Base):
    """A workspace."""

    __tablename__ = "workspaces"
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    name: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("meta_users.id"))
    deployment_type: Mapped[str]
    status: Mapped[str]
    instance_url: Mapped[str]
    tailscale_url: Mapped[str]
    ip_address: Mapped[str | None]
    vcpu: Mapped[int]
    ram_gb: Mapped[int]
    storage_gb: Mapped[int]
    subscription_tier: Mapped[str]
    monthly_cost: Mapped[Decimal]
    created_at: Mapped[datetime]
    config_data: Mapped[dict[str, Any]] = mapped_column(JSONB)


class WorkspaceOTP(Base):
    """A one-time password."""

    __tablename__ = "workspace_otps"
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    otp_code: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    is_active: Mapped[bool]
    usage_count: Mapped[int]
    max_uses: Mapped[int]
    last_used_ip: Mapped[str | None]


class AccessToken(Base):
    """A personal access token, stored as its digest."""

    __tablename__ = "access_tokens"
    __table_args__ = {"schema": "moorage"}
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(BYTEA)
    user_id: Mapped[int]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ValidateRequest(BaseModel):
    """The body of a validation."""

    otp: str


class Endpoints(BaseModel):
    """How to reach a workspace."""

    cloud: str
    tailscale: str
    ip: str | None


class ValidateResponse(BaseModel):
    """What a client learns from a code."""

    workspace_id: str
    name: str
    otp: str
    endpoints: Endpoints
    status: str
    subscription: str
    created_at: datetime
    features: dict[str, Any]


class WorkspaceResponse(BaseModel):
    """A workspace in a list."""

    id: int
    workspace_id: str
    name: str
    owner: int
    owner_email: str
    deployment_type: str
    status: str
    instance_url: str
    tailscale_url: str
    ip_address: str | None
    vcpu: int
    ram_gb: int
    storage_gb: int
    monthly_cost: Decimal
    created_at: datetime
    port_allocation: dict[str, int]


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Closes the connections at the end."""
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan, openapi_url=None)


async def session() -> AsyncIterator[AsyncSession]:
    """A transaction for each request, committed before the answer is built."""
    async with sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]


@app.post("/api/otps/validate/", response_model=ValidateResponse)
async def validate(body: ValidateRequest, request: Request, db: Session) -> Any:
    """Counts one use of a code. Locks the row before comparing its count, so the limit holds under concurrency."""
    code = body.otp.strip().upper()
    used = WorkspaceOTP.usage_count + 1
    statement = (
        update(WorkspaceOTP)
        .where(
            WorkspaceOTP.otp_code == code,
            WorkspaceOTP.is_active,
            WorkspaceOTP.expires_at > func.now(),
            or_(WorkspaceOTP.max_uses == 0, WorkspaceOTP.usage_count < WorkspaceOTP.max_uses),
            Workspace.id == WorkspaceOTP.workspace_id,
            Workspace.status.not_in(("decommissioning", "decommissioned")),
        )
        .values(
            usage_count=used,
            used_at=func.now(),
            last_used_ip=request.client.host if request.client else None,
            is_active=or_(WorkspaceOTP.max_uses == 0, used < WorkspaceOTP.max_uses),
        )
        .returning(
            Workspace.workspace_id,
            Workspace.name,
            Workspace.instance_url,
            Workspace.tailscale_url,
            Workspace.ip_address,
            Workspace.status,
            Workspace.subscription_tier,
            Workspace.created_at,
            Workspace.config_data,
        )
        .execution_options(synchronize_session=False)
    )
    found = (await db.execute(statement)).first()
    await db.commit()
    if found is None:
        return JSONResponse({"error": "OTP is invalid or has expired"}, status_code=404)
    return ValidateResponse(
        workspace_id=found.workspace_id,
        name=found.name,
        otp=code,
        endpoints=Endpoints(cloud=found.instance_url, tailscale=found.tailscale_url, ip=found.ip_address),
        status=found.status,
        subscription=found.subscription_tier,
        created_at=found.created_at,
        features=found.config_data.get("features", {}),
    )


async def user(db: Session, authorization: Annotated[str, Header()] = "") -> User:
    """The user of a token."""
    digest = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).digest()
    found = await db.scalar(
        select(User)
        .join(AccessToken, AccessToken.user_id == User.id)
        .where(
            AccessToken.digest == digest,
            AccessToken.revoked_at.is_(None),
            or_(AccessToken.expires_at.is_(None), AccessToken.expires_at > func.now()),
        )
    )
    if found is None:
        raise HTTPException(401, "The token is unknown, revoked or expired.")
    return found


BASE_PORTS = {"daphne": 8000, "redis": 6379, "qdrant_http": 6333, "qdrant_grpc": 6334, "neo4j": 7687}


def ports(workspace: Workspace) -> dict[str, int]:
    """The recorded ports, or those of the preferred block."""
    recorded = workspace.config_data.get("provisioning", {}).get("ports")
    if recorded:
        return recorded
    offset = int(hashlib.md5(workspace.workspace_id.encode()).hexdigest()[:6], 16) % 1000 * 10
    return {service: base + offset for service, base in BASE_PORTS.items()}


@app.get("/api/workspaces/", response_model=list[WorkspaceResponse])
async def workspaces(db: Session, caller: Annotated[User, Depends(user)]) -> Any:
    """The caller's workspaces, newest first."""
    found = await db.scalars(
        select(Workspace).where(Workspace.owner_id == caller.id).order_by(Workspace.id.desc()).limit(1000)
    )
    return [
        WorkspaceResponse(
            id=workspace.id,
            workspace_id=workspace.workspace_id,
            name=workspace.name,
            owner=workspace.owner_id,
            owner_email=caller.email,
            deployment_type=workspace.deployment_type,
            status=workspace.status,
            instance_url=workspace.instance_url,
            tailscale_url=workspace.tailscale_url,
            ip_address=workspace.ip_address,
            vcpu=workspace.vcpu,
            ram_gb=workspace.ram_gb,
            storage_gb=workspace.storage_gb,
            monthly_cost=workspace.monthly_cost,
            created_at=workspace.created_at,
            port_allocation=ports(workspace),
        )
        for workspace in found
    ]
