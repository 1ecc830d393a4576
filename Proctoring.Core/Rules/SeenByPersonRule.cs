using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Holds the flags that staff raise while they watch an exam. The server itself decides nothing.</summary>
public sealed class SeenByPersonRule : ViolationRule
{
    /// <summary>The rule's id.</summary>
    public const string Id = "seen_by_person";

    public override ViolationKind Kind { get; } =
        new(
            Id,
            "Seen by a person",
            Exams.Severity.Medium,
            "A member of staff watched the exam, raised this flag and chose its severity. No model was involved. "
                + "The picture, if there is one, is the newest at that moment. It need not show what the person saw.",
            "A person who watches the exam noted something."
        );

    /// <inheritdoc />
    public override bool IsInstant => true;

    /// <inheritdoc />
    public override Finding? Judge(Observation observation) => null;
}
