using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Proctoring.Core;
using Proctoring.Core.Sessions.Nodes;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Nodes;

/// <summary>Lets the sessions of this server run as grains.</summary>
internal static class SessionSilo
{
    /// <summary>Registers Orleans, before everything that uses sessions: what starts first stops last.</summary>
    public static void AddSessionSilo(this IHostApplicationBuilder builder)
    {
        builder.UseOrleans(silo =>
        {
            // The port is a name only: nothing listens.
            silo.UseLocalhostClustering(siloPort: 11111, gatewayPort: 0);
            RemovePorts(silo.Services);
        });
        // Orleans measures its own health with these clocks. Neither a step of the wall clock nor a test's clock may mislead it.
        builder.Services.AddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, new SteadyClock(TimeProvider.System));
        // At each start: a notice about the garbage collector, and a check that takes the machine's uptime for a stall.
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
    }

    /// <summary>Replaces the sessions of this process by those of all servers.</summary>
    public static void UseSessionGrains(this IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<IRunningSessions, GrainSessions>());

    /// <summary>A server that is alone opens no port for others.</summary>
    static void RemovePorts(IServiceCollection services)
    {
        var keys = services
            .Where(service => service.ServiceType == typeof(IConnectionListenerFactory) && service.IsKeyedService)
            .Select(service => service.ServiceKey)
            .Distinct()
            .ToList();
        foreach (var key in keys)
        {
            services.RemoveAllKeyed<IConnectionListenerFactory>(key);
            services.AddKeyedSingleton<IConnectionListenerFactory, NoConnections>(key);
        }
    }

    /// <summary>Accepts no connection until it is closed.</summary>
    sealed class NoConnections : IConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
            new(new Listener(endpoint));

        sealed class Listener(EndPoint endpoint) : IConnectionListener
        {
            readonly TaskCompletionSource<ConnectionContext?> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public EndPoint EndPoint => endpoint;

            public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
                new(closed.Task.WaitAsync(cancellationToken));

            public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
            {
                closed.TrySetResult(null);
                return ValueTask.CompletedTask;
            }

            public ValueTask DisposeAsync() => UnbindAsync();
        }
    }
}
