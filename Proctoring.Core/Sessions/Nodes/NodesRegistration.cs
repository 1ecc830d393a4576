using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Registers the parts that a server needs if there are others.</summary>
internal static class NodesRegistration
{
    public static IServiceCollection AddServerCluster(this IServiceCollection services) =>
        services
            .AddSingleton<ClusterServers>()
            .AddSingleton<IServerGroup>(provider => provider.GetRequiredService<ClusterServers>())
            .AddSingleton<RefusalWatch>()
            .AddSingleton<ISessionMoves, SessionMoves>()
            .AddSingleton<SessionDrain>()
            .AddSingleton<NewsRelay>()
            .AddHostedService(provider => provider.GetRequiredService<NewsRelay>())
            .AddHostedService(provider => provider.GetRequiredService<RefusalWatch>())
            .AddHostedService<JoinWarmUp>();

    /// <summary>Registers a server that is alone, unless it was registered as one of several.</summary>
    public static IServiceCollection AddSingleServer(this IServiceCollection services)
    {
        services.TryAddSingleton<IServerGroup, SingleServer>();
        return services;
    }
}
