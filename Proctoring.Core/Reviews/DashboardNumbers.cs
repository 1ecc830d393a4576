using Proctoring.Core.Exams;

namespace Proctoring.Core.Reviews;

/// <summary>The sessions opened in a quarter of an hour.</summary>
/// <param name="From">When it begins, UTC.</param>
/// <param name="Sessions">The number of opened sessions.</param>
/// <param name="Flags">The number of their flags.</param>
public sealed record DashboardSlot(DateTime From, int Sessions, int Flags);

/// <summary>The numbers of a period.</summary>
/// <param name="Slots">The quarters of an hour in which sessions were opened.</param>
/// <param name="VerdictCounts">The number of sessions with each final verdict.</param>
/// <param name="MedianToVerdict">The median time from the end of a session to its final verdict; null without verdicts.</param>
/// <param name="Rules">The types of flags, the most frequent first.</param>
public sealed record DashboardNumbers(
    IReadOnlyList<DashboardSlot> Slots,
    IReadOnlyDictionary<Verdict, int> VerdictCounts,
    TimeSpan? MedianToVerdict,
    IReadOnlyList<RuleNumbers> Rules
)
{
    /// <summary>The number of sessions that wait for a final verdict.</summary>
    public int Backlog { get; init; }

    /// <summary>The median time from the first opening by a reviewer to the final verdict, with all interruptions; null without
    /// verdicts.</summary>
    public TimeSpan? MedianReview { get; init; }

    /// <summary>How often reviewers decided alike.</summary>
    public ReviewerAgreement Agreement { get; init; } = new(0, 0);

    /// <summary>The number of sessions with a final verdict.</summary>
    public int Verdicts => VerdictCounts.Values.Sum();

    public int Sessions => Slots.Sum(slot => slot.Sessions);

    public int Flags => Slots.Sum(slot => slot.Flags);
}

/// <summary>How often reviewers decided alike.</summary>
/// <param name="Agreed">The flags on which all their reviewers agree.</param>
/// <param name="Compared">The flags that more than one reviewer decided.</param>
public sealed record ReviewerAgreement(int Agreed, int Compared)
{
    /// <summary>The share of agreement, 0–1; null if nothing can be compared.</summary>
    public double? Share => Compared == 0 ? null : (double)Agreed / Compared;
}

/// <summary>The reviewers' decisions on one rule.</summary>
/// <param name="Type">The rule's id.</param>
/// <param name="Title">The rule's title.</param>
/// <param name="Flags">The number of flags it raised.</param>
/// <param name="Confirmed">The standing decisions that confirm a flag.</param>
/// <param name="Dismissed">The standing decisions that dismiss a flag.</param>
/// <param name="Unsure">Standing decisions that are unsure.</param>
public sealed record RuleNumbers(string Type, string Title, int Flags, int Confirmed, int Dismissed, int Unsure)
{
    /// <summary>The fewest decisions for which a share is meaningful.</summary>
    public const int Enough = 10;

    /// <summary>The share of dismissals from which a rule costs more time than it saves.</summary>
    public const double TooMany = 0.6;

    public int Decisions => Confirmed + Dismissed + Unsure;

    /// <summary>The share dismissed, 0–1; null without decisions.</summary>
    public double? DismissedShare => Decisions == 0 ? null : (double)Dismissed / Decisions;

    /// <summary>Whether reviewers often dismiss the rule.</summary>
    public bool IsBad => Decisions >= Enough && DismissedShare >= TooMany;
}
