using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>
/// One type of violation: what it is called, its settings (<c>Proctoring:Rules:{id}</c>) and one pure method that judges an observation.
/// A rule is found by being there and holds no state of a session; how long a condition must hold is the engine's business.
/// </summary>
public abstract class ViolationRule
{
    /// <summary>Name, severity and words.</summary>
    public abstract ViolationKind Kind { get; }

    /// <summary>Whether the rule is applied at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Another severity than the kind's own.</summary>
    public Severity? Severity { get; set; }

    /// <summary>Whether the candidate is told at once.</summary>
    public bool WarnCandidate { get; set; }

    /// <summary>How long the condition must hold before it counts, 0–300 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan HoldFor { get; set; }

    /// <summary>In how many observations it must be seen before it counts, 1–100.</summary>
    [Range(1, 100)]
    public int MinimumFrames { get; set; } = 1;

    /// <summary>How many looks in a row may miss it while it is only suspected, 0–10: with 2 frames needed and 1 miss allowed, two of three
    /// looks decide.</summary>
    [Range(0, 10)]
    public int Misses { get; set; }

    /// <summary>How long it must be absent before the episode ends; shorter gaps are merged, 0–300 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan EndAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The severity in force.</summary>
    public Severity EffectiveSeverity => Severity ?? Kind.Severity;

    /// <summary>Whether each finding is an episode of its own that begins and ends at once (a paste).</summary>
    public virtual bool IsInstant => false;

    /// <summary>Whether the frame is kept as evidence.</summary>
    public virtual bool KeepsPicture => false;

    /// <summary>Judges one observation; null where it holds nothing that this rule could judge by. Pure: no clock, no I/O.</summary>
    public abstract Finding? Judge(Observation observation);
}
