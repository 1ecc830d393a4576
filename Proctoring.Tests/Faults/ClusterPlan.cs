using System.Globalization;

namespace Proctoring.Tests.Faults;

/// <summary>The extent of a run of <see cref="ClusterTests"/>, as <c>scripts/cluster.sh</c> sets it in the environment.</summary>
/// <param name="Servers">The number of servers.</param>
/// <param name="Sessions">The number of sessions.</param>
/// <param name="Harms">The failures of each round, in their order.</param>
/// <param name="Measured">How long the undisturbed servers are measured; zero for a run that only tries the failures.</param>
internal sealed record ClusterPlan(int Servers, int Sessions, IReadOnlyList<string> Harms, TimeSpan Measured)
{
    public const string Stop = "stop";
    public const string Kill = "kill";
    public const string Freeze = "freeze";
    public const string Partition = "partition";
    public const string Database = "database";

    public static ClusterPlan FromEnvironment() =>
        new(
            Number("PROCTORING_CLUSTER_SERVERS", 2),
            Number("PROCTORING_CLUSTER_SESSIONS", 2),
            Environment.GetEnvironmentVariable("PROCTORING_CLUSTER_HARMS") is { Length: > 0 } given
                ? given.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                : [Stop, Kill, Freeze],
            TimeSpan.FromSeconds(Number("PROCTORING_CLUSTER_MEASURED", 60))
        );

    public bool Includes(string harm) => Harms.Contains(harm);

    static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
