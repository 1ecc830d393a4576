namespace Proctoring.Core.Exams;

/// <summary>One scoring of an ended session with the solutions of another version of its exam. The row keeps the result before and after;
/// the product never changes it.</summary>
public sealed class SessionRegrade
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    /// <summary>The <see cref="RegradeRun"/>; a run regrades each session once.</summary>
    public Guid RunId { get; init; }

    /// <summary>The version of the exam whose solutions scored the session; its own version if a regrade was undone.</summary>
    public int Version { get; init; }

    public DateTime RegradedAt { get; init; }

    /// <summary>The administrator; null for the server's own console.</summary>
    public Guid? RegradedById { get; init; }

    public required string Reason { get; init; }

    /// <summary>Whether the score or the points changed.</summary>
    public bool Changed { get; init; }

    /// <summary>Per cent; null while an answer waited for a grade.</summary>
    public decimal? ScoreBefore { get; init; }

    public decimal? ScoreAfter { get; init; }

    public decimal? PointsBefore { get; init; }

    public decimal? PointsAfter { get; init; }

    public decimal? MaxPointsBefore { get; init; }

    public decimal? MaxPointsAfter { get; init; }
}
