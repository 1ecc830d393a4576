namespace Proctoring.Core.Exams;

/// <summary>An administrator's order to regrade the ended sessions of an exam. A server processes it in the background, and continues it
/// after a restart.</summary>
public sealed class RegradeRun
{
    /// <summary>The most characters of <see cref="Reason"/>.</summary>
    public const int LongestReason = 500;

    public Guid Id { get; init; }

    public int ExamId { get; init; }

    /// <summary>The version whose solutions count; null for each session's own version, which undoes earlier runs.</summary>
    public int? Version { get; init; }

    public required string Reason { get; init; }

    /// <summary>The administrator; null for the server's own console.</summary>
    public Guid? StartedById { get; init; }

    /// <summary>The name of the administrator at the time.</summary>
    public required string StartedBy { get; init; }

    public DateTime StartedAt { get; init; }

    /// <summary>When a server last worked on it, UTC; null before. Another server takes over a run whose server is silent.</summary>
    public DateTime? WorkedOnAt { get; set; }

    /// <summary>UTC; null until it is done.</summary>
    public DateTime? FinishedAt { get; set; }

    /// <summary>The sessions to regrade at the start of the run.</summary>
    public int Sessions { get; init; }

    /// <summary>The sessions that cannot be regraded; known at the end.</summary>
    public int Unfit { get; set; }

    /// <summary>The sessions that failed because of an error, or because the database timed out at each attempt; known at the end. A new
    /// run tries them again. An outage of the database fails no session: the run continues after it.</summary>
    public int Failed { get; set; }
}
