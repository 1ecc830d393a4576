using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>One type of violation: its name, its settings (<c>Proctoring:Rules:{id}</c>) and one pure method that judges an observation.
/// Every class of this kind is a rule. It holds no state of a session; the engine measures how long a condition must hold.</summary>
public abstract class ViolationRule
{
    /// <summary>Name, severity and texts.</summary>
    public abstract ViolationKind Kind { get; }

    /// <summary>Whether the rule applies at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>A severity that replaces the kind's.</summary>
    public Severity? Severity { get; set; }

    /// <summary>Whether the candidate is warned at once.</summary>
    public bool WarnCandidate { get; set; }

    /// <summary>How long the condition must hold before it counts, 0–300 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan HoldFor { get; set; }

    /// <summary>The number of observations that must show it before it counts, 1–100.</summary>
    [Range(1, 100)]
    public int MinimumFrames { get; set; } = 1;

    /// <summary>The number of observations in a row that may miss it while it is only suspected, 0–10: with 2 frames needed and 1 miss
    /// allowed, two of three observations decide.</summary>
    [Range(0, 10)]
    public int Misses { get; set; }

    /// <summary>How long it must be absent before the episode ends; shorter gaps are merged, 0–300 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan EndAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The effective severity.</summary>
    public Severity EffectiveSeverity => Severity ?? Kind.Severity;

    /// <summary>Returns the severity of a finding: the effective one, or the lower one that its evidence supports.</summary>
    public Severity SeverityOf(Finding finding) => finding.AtMost is { } limit && limit < EffectiveSeverity ? limit : EffectiveSeverity;

    /// <summary>Whether each finding is a separate episode that begins and ends at once (a paste).</summary>
    public virtual bool IsInstant => false;

    /// <summary>How long a suspicion lasts without any finding. After a longer time in which nothing was observed it begins again, because
    /// it may have ended meanwhile.</summary>
    internal virtual TimeSpan SuspectedFor => Episode.UnknownEndsAfter;

    /// <summary>Whether the frame is stored as evidence.</summary>
    public virtual bool KeepsPicture => false;

    /// <summary>Whether the rule judges the pictures of the room camera, and not those of the webcam.</summary>
    public virtual bool WatchesRoom => false;

    /// <summary>Whether a reviewer must decide on the flag. False for gaps that are not the candidate's doing.</summary>
    public virtual bool NeedsDecision => true;

    /// <summary>Whether a reviewer compares the faces: then the photo from the start is shown beside the flag.</summary>
    public virtual bool ConcernsIdentity => false;

    /// <summary>Judges one observation; null if it contains nothing that this rule judges. Pure: no clock, no I/O.</summary>
    public abstract Finding? Judge(Observation observation);
}
