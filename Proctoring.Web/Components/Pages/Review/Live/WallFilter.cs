using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Narrows the wall to some sessions, and puts pinned ones first.</summary>
/// <param name="Search">A part of the student or the exam; null for all.</param>
/// <param name="Exam">The exam; null for all.</param>
/// <param name="Pinned">The pinned sessions: a group that the proctor has put together.</param>
/// <param name="OnlyPinned">Whether to show the pinned sessions alone.</param>
internal sealed record WallFilter(string? Search, string? Exam, IReadOnlySet<Guid> Pinned, bool OnlyPinned = false)
{
    /// <summary>The tiles to show, in their order.</summary>
    public IReadOnlyList<LiveTile> Apply(IEnumerable<LiveTile> ordered) =>
        [
            .. ordered
                .Where(tile => Matches(tile.Student, tile.ExamName) && (!OnlyPinned || Pinned.Contains(tile.Id)))
                .OrderByDescending(tile => Pinned.Contains(tile.Id)),
        ];

    /// <summary>Whether the search text is in the student or the exam, and the exam is the chosen one.</summary>
    public bool Matches(string student, string exam) =>
        (string.IsNullOrEmpty(Exam) || exam == Exam)
        && (
            string.IsNullOrWhiteSpace(Search)
            || student.Contains(Search.Trim(), StringComparison.CurrentCultureIgnoreCase)
            || exam.Contains(Search.Trim(), StringComparison.CurrentCultureIgnoreCase)
        );
}
