using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Orleans.Configuration;
using Proctoring.Core;
using Proctoring.Core.Sessions.Nodes;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;

namespace Proctoring.Web.Nodes;

/// <summary>Lets the sessions of this server run as grains.</summary>
internal static class SessionSilo
{
    /// <summary>The servers of one database find each other by its tables, so the name need not differ.</summary>
    const string ClusterName = "proctoring";

    /// <summary>Registers Orleans, before everything that uses sessions: what starts first stops last.</summary>
    public static void AddSessionSilo(this IHostApplicationBuilder builder, NodeOptions node)
    {
        // A setting that is not valid ends the start later, with a sentence about it.
        var connection = builder.Configuration.GetConnectionString(ProctoringOptions.Section);
        var inCluster = node.InCluster && !string.IsNullOrEmpty(connection);
        builder.UseOrleans(silo =>
        {
            if (inCluster)
                silo.JoinCluster(node, connection!);
            else
                silo.StayAlone();
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

    static void JoinCluster(this ISiloBuilder silo, NodeOptions node, string connection)
    {
        var own = new NpgsqlConnectionStringBuilder(SharedConnection.For(connection))
        {
            ApplicationName = "Proctoring cluster",
            MaxPoolSize = 4,
        };
        silo.Services.AddSingleton(_ => new DatabaseMembership(NpgsqlDataSource.Create(own)))
            .AddSingleton<IMembershipTable>(provider => provider.GetRequiredService<DatabaseMembership>());
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (ClusterName, ClusterName));
        silo.Configure<EndpointOptions>(options =>
        {
            (options.AdvertisedIPAddress, options.SiloPort, options.GatewayPort) = (node.Advertised.Address, node.Advertised.Port, 0);
            options.SiloListeningEndpoint = node.Listening;
        });
        silo.Configure<ClusterMembershipOptions>(GiveUpWithinSeconds);
        // A record names the server by this name, so that the others notice that it is gone.
        silo.Services.AddOptions<SiloOptions>().Configure<ServerName>((options, name) => options.SiloName = name.Value);
        silo.Services.AddServerCluster().Replace(ServiceDescriptor.Singleton<IHostLifetime, DrainingLifetime>());
    }

    /// <summary>A session must run elsewhere within seconds of the death of its server, and a busy server must not count as dead
    /// (docs/decisions/0091-frozen-servers.md).</summary>
    static void GiveUpWithinSeconds(ClusterMembershipOptions options)
    {
        (options.ProbeTimeout, options.NumMissedProbesLimit) = (TimeSpan.FromSeconds(1), 2);
        // Orleans gives no server up that sent anything within the limit of missed probes times this. By default it is four times as long
        // as a probe, so a frozen server would keep its sessions for 16 seconds.
        options.MaxProbeTimeout = TimeSpan.FromSeconds(2.5);
        // A server that the others gave up and cannot reach learns it from the table, and must not work on for the minute of the default.
        options.TableRefreshTimeout = TimeSpan.FromSeconds(3);
    }

    static void StayAlone(this ISiloBuilder silo)
    {
        // The port is a name only: nothing listens.
        silo.UseLocalhostClustering(siloPort: 11111, gatewayPort: 0);
        RemovePorts(silo.Services);
    }

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
