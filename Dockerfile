# syntax=docker/dockerfile:1
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK} AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Engine/Engine.csproj src/Engine/
COPY src/Client/Client.csproj src/Client/
COPY src/Server/Server.csproj src/Server/RootWebRoot.targets src/Server/
RUN dotnet restore src/Server -r linux-x64 -p:NuGetAudit=false
COPY appsettings.json ./
COPY wwwroot wwwroot
COPY src src
RUN dotnet publish src/Server -c Release -r linux-x64 --self-contained false --no-restore -p:PublishReadyToRun=false -p:NuGetAudit=false -o /app

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
ENTRYPOINT ["/app/tapedeck"]
