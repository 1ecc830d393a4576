using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a session in which many questions were answered faster than almost all other sessions of the same exam. The times are
/// compared once, when the session ends. Off unless a policy switches it on.</summary>
public sealed class UnusualAnsweringRule : ViolationRule
{
    public UnusualAnsweringRule() => Enabled = false;

    /// <summary>The share of the group that must be slower in a question, 0.8–0.99.</summary>
    [Range(0.8, 0.99)]
    public double FasterThan { get; set; } = 0.95;

    /// <summary>The share of the compared questions that must be faster, 0.3–1.</summary>
    [Range(0.3, 1)]
    public double LeastShare { get; set; } = 0.5;

    /// <summary>The fewest questions that must be compared, 5–100.</summary>
    [Range(5, 100)]
    public int LeastQuestions { get; set; } = 10;

    /// <summary>The fewest other sessions of the same version of the exam, 40–200; with fewer nothing is flagged.</summary>
    [Range(40, 200)]
    public int LeastGroup { get; set; } = 50;

    public override ViolationKind Kind { get; } =
        new(
            "unusual_answering",
            "Faster answers than the group",
            Exams.Severity.Low,
            "Many questions were answered in less time than in almost all other sessions of this exam. Good preparation, "
                + "reading ahead and work on paper have the same effect. The flag is never more than Low.",
            "Many answers took less time than in most other sessions."
        );

    /// <inheritdoc />
    public override bool IsInstant => true;

    /// <inheritdoc />
    public override Finding? Judge(Observation observation) => null;

    /// <summary>Judges an ended session.</summary>
    /// <param name="faster">How many questions were faster than the share <see cref="FasterThan"/> of the group.</param>
    /// <param name="compared">How many questions could be compared.</param>
    /// <param name="group">How many sessions the group has.</param>
    /// <returns>The finding; null if the rule is off, or there is too little to compare.</returns>
    public Finding? JudgeAnswers(int faster, int compared, int group)
    {
        if (!Enabled || group < LeastGroup || compared < LeastQuestions)
            return null;
        return new Finding(faster >= LeastShare * compared)
        {
            AtMost = Exams.Severity.Low,
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"answered {faster} of {compared} questions faster than {Math.Round(FasterThan * 100)} % of {group} sessions"
            ),
        };
    }
}
