using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>The servers of the cluster, as this one knows them.</summary>
internal sealed class ClusterServers(IClusterMembershipService membership, ILocalSiloDetails here) : IServerGroup
{
    public IReadOnlyCollection<string>? Names =>
        [.. Members.Where(member => member.Status != SiloStatus.Dead).Select(member => member.Name)];

    /// <summary>The other servers that accept sessions.</summary>
    public IReadOnlyList<SiloAddress> Others =>
        [
            .. Members
                .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(here.SiloAddress))
                .Select(member => member.SiloAddress),
        ];

    /// <summary>Whether this server takes part.</summary>
    public bool Joined => membership.CurrentSnapshot.GetSiloStatus(here.SiloAddress) == SiloStatus.Active;

    IEnumerable<ClusterMember> Members => membership.CurrentSnapshot.Members.Values;
}
