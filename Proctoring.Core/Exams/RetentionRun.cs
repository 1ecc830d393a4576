namespace Proctoring.Core.Exams;

/// <summary>One run of the deletion by retention, with its result.</summary>
public sealed class RetentionRun
{
    public Guid Id { get; init; }

    /// <summary>The day of a nightly run, as yyyy-MM-dd; null for a run that a person started. It is unique, so only one server of a
    /// cluster runs each night.</summary>
    public string? Night { get; init; }

    /// <summary>The person who started it, or "nightly run".</summary>
    public required string StartedBy { get; init; }

    public DateTime StartedAt { get; init; }

    /// <summary>UTC; null while it runs and after a crash.</summary>
    public DateTime? FinishedAt { get; set; }

    /// <summary>The deletions as JSON of the lines; null while it runs.</summary>
    public string? Result { get; set; }

    /// <summary>How many sessions or students could not be processed. The next run tries them again.</summary>
    public int Failures { get; set; }
}
