# syntax=docker/dockerfile:1
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK} AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Engine/Engine.csproj src/Engine/
COPY src/Client/Client.csproj src/Client/
COPY src/Server/Server.csproj src/Server/RootWebRoot.targets src/Server/
RUN dotnet restore src/Server --ucr -p:NuGetAudit=false
COPY appsettings.json ./
COPY wwwroot wwwroot
COPY src src
RUN dotnet publish src/Server -c Release --ucr --self-contained false --no-restore -p:NuGetAudit=false -o /app

FROM ${BASE} AS final
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpcap0.8 libcap2-bin \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /data && chown 10001:10001 /data
WORKDIR /app
COPY --from=build /app .
# The one right that live capture needs, on the one binary: the process itself runs as nobody in particular.
RUN setcap cap_net_raw+ep /app/tapedeck
USER 10001:10001
ENV TapeDeck__DataDirectory=/data \
    TapeDeck__Urls=http://0.0.0.0:5080 \
    DOTNET_EnableDiagnostics=0
VOLUME /data
EXPOSE 5080
# The image has no curl; bash speaks enough HTTP for a yes or no.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/5080 && printf 'GET /healthz/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/app/tapedeck"]
