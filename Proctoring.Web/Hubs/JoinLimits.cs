using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Proctoring.Core.Vision;

namespace Proctoring.Web.Hubs;

/// <summary>Maps the candidates' hub behind a <see cref="JoinGate"/> for each connection.</summary>
internal sealed partial class JoinLimits(TimeProvider time, ILogger<JoinLimits> log)
{
    /// <summary>The unread data at which the server stops to receive. The gate looks at every piece before that.</summary>
    const int BufferBytes = 16 * 1024;

    readonly FailureLog lines = new(time);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapConnections(
                CandidateHub.Path,
                new HttpConnectionDispatcherOptions { ApplicationMaxBufferSize = BufferBytes },
                connections =>
                {
                    var limits = routes.ServiceProvider.GetRequiredService<JoinLimits>();
                    connections.Use(next => connection => limits.RunAsync(connection, next));
                    connections.UseHub<CandidateHub>();
                }
            )
            .WithMetadata(new HubMetadata(typeof(CandidateHub)));

    /// <summary>Runs a connection behind a gate.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        using var gate = new JoinGate(transport.Input, time);
        connection.Features.Set(gate);
        connection.Transport = new Duplex(new GatedReader(transport.Input, gate), transport.Output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
            if (gate.Ended is { } reason && lines.Failed(nameof(JoinLimits)) is > 0 and var count)
                LogEnded(count, reason);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The server ended {Count} connections to the hub since the last line, the newest because {Reason}")]
    partial void LogEnded(int count, string reason);

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
