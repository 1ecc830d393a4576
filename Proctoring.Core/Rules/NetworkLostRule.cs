using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>The candidate's page was cut off from us for a while.</summary>
public sealed class NetworkLostRule : ViolationRule
{
    public NetworkLostRule()
    {
        // Loading the page again, or changing from one network to the other, takes a few seconds.
        HoldFor = TimeSpan.FromSeconds(10);
        EndAfter = TimeSpan.Zero;
    }

    public override ViolationKind Kind { get; } = new(
        "network_lost",
        "Connection lost",
        Exams.Severity.Low,
        "The candidate's page was not connected: the network failed, or the page was closed or asleep. Nothing was seen in this time.",
        "The connection was lost. Your answers are safe, and the exam goes on when it is back.");

    public override Finding? Judge(Observation observation) =>
        observation.Connected is { } connected ? new Finding(!connected) { Model = "server clock" } : null;
}
