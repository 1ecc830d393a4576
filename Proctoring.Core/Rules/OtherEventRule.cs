using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Holds the events of calling systems whose name no rule has, so that no report is lost. This server never sees one.</summary>
public sealed class OtherEventRule : ViolationRule
{
    /// <summary>The rule's id.</summary>
    public const string Id = "other";

    public override ViolationKind Kind { get; } =
        new(
            Id,
            "Other event of the calling system",
            Exams.Severity.Low,
            "The system that shows the exam reported an event that this server does not know. Its own name of the event is given. "
                + "This server observed nothing itself.",
            "The exam's page reported an event."
        );

    /// <inheritdoc />
    public override bool IsInstant => true;

    /// <inheritdoc />
    public override Finding? Judge(Observation observation) => null;
}
