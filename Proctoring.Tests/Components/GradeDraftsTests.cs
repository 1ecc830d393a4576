using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Pages.Review.Grading;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>Typed grades that are not stored survive everything but their own save.</summary>
public sealed class GradeDraftsTests
{
    static readonly (Guid One, Guid Other) Sessions = (Guid.NewGuid(), Guid.NewGuid());

    [Fact]
    public void A_typed_grade_stays_while_another_session_is_open_and_after_a_colleagues_grade()
    {
        var drafts = new GradeDrafts();
        Assert.Null(drafts.Of(Sessions.One, Answer()).Points);
        Assert.False(drafts.Unsaved);
        drafts.Of(Sessions.One, Answer()).Comment = "Two of three points are named.";
        // The same question in the sheet of another student.
        Assert.Equal("", drafts.Of(Sessions.Other, Answer()).Comment);
        Assert.True(drafts.Unsaved);

        var colleagues = Answer(points: 5, comment: "Fine.");
        Assert.Equal("Two of three points are named.", drafts.Of(Sessions.One, colleagues).Comment);
        drafts.Forget(Sessions.One, colleagues);
        Assert.Equal((5m, "Fine."), (drafts.Of(Sessions.One, colleagues).Points, drafts.Of(Sessions.One, colleagues).Comment));
        Assert.False(drafts.Unsaved);
    }

    [Fact]
    public void Without_typed_text_the_newest_grade_is_shown()
    {
        var drafts = new GradeDrafts();
        Assert.Null(drafts.Of(Sessions.One, Answer()).Points);

        Assert.Equal(3m, drafts.Of(Sessions.One, Answer(points: 3)).Points);
    }

    static GradedAnswer Answer(decimal? points = null, string comment = "") =>
        new(1, 1, "Why?", "essay", "", "Because.", null, 5, points, comment, points is null ? null : Guid.NewGuid());
}
