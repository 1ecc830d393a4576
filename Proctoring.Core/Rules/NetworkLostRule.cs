using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a page that was disconnected for a while, unless the server disconnected it.</summary>
public sealed class NetworkLostRule : ViolationRule
{
    public NetworkLostRule()
    {
        // Reloading the page, or changing networks, takes a few seconds.
        HoldFor = TimeSpan.FromSeconds(10);
        EndAfter = TimeSpan.Zero;
    }

    /// <inheritdoc />
    public override bool NeedsDecision => false;

    /// <summary>The connection is known with every observation, at least once a second. A longer pause is the server's, and the page may
    /// have been connected in it.</summary>
    internal override TimeSpan SuspectedFor => TimeSpan.FromSeconds(4);

    public override ViolationKind Kind { get; } =
        new(
            "network_lost",
            "Connection lost",
            Exams.Severity.Low,
            "The exam page was not connected: the network failed, or the page was closed or asleep. Nothing was "
                + "observed in this time.",
            "You are offline. Saved answers are safe, and the exam continues when you are back. The timer keeps running."
        );

    public override Finding? Judge(Observation observation) =>
        observation switch
        {
            { Connected: null } or { ServerStoodStill: true } => null,
            { Connected: true } => Finding.Absent,
            _ => new Finding(true) { Model = "server clock" },
        };
}
