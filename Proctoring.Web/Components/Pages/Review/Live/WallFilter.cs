using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Narrows the wall to some sessions, and puts pinned ones first.</summary>
internal sealed record WallFilter(string? Search, string? Exam, IReadOnlySet<Guid> Pinned)
{
    /// <summary>The tiles to show, in their order.</summary>
    public IReadOnlyList<LiveTile> Apply(IEnumerable<LiveTile> ordered) =>
        [.. ordered.Where(tile => Matches(tile.Student, tile.ExamName)).OrderByDescending(tile => Pinned.Contains(tile.Id))];

    /// <summary>Whether the search text is in the student or the exam, and the exam is the chosen one.</summary>
    public bool Matches(string student, string exam) =>
        (string.IsNullOrEmpty(Exam) || exam == Exam)
        && (
            string.IsNullOrWhiteSpace(Search)
            || student.Contains(Search.Trim(), StringComparison.CurrentCultureIgnoreCase)
            || exam.Contains(Search.Trim(), StringComparison.CurrentCultureIgnoreCase)
        );
}
