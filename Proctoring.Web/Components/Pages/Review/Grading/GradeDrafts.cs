using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.Grading;

/// <summary>The grades that one person has typed and not stored. They stay when the person opens another session or a save
/// fails.</summary>
internal sealed class GradeDrafts
{
    readonly Dictionary<(Guid Session, int Question), GradeDraft> drafts = [];

    /// <summary>Whether something is typed that is not stored.</summary>
    public bool Unsaved => drafts.Values.Any(draft => draft.Changed);

    /// <summary>The draft of an answer; at first the stored grade.</summary>
    public GradeDraft Of(Guid session, GradedAnswer answer)
    {
        if (drafts.TryGetValue((session, answer.QuestionId), out var draft) && (draft.Changed || draft.GradeId == answer.GradeId))
            return draft;
        // Nothing is typed, so a colleague's newer grade replaces it.
        return drafts[(session, answer.QuestionId)] = new GradeDraft(answer);
    }

    /// <summary>Drops the draft of an answer whose grade is stored.</summary>
    public void Forget(Guid session, GradedAnswer answer) => drafts.Remove((session, answer.QuestionId));
}

/// <summary>A grade that is not stored yet.</summary>
internal sealed class GradeDraft
{
    readonly GradedAnswer stored;

    public GradeDraft(GradedAnswer stored)
    {
        this.stored = stored;
        (Points, Comment) = (stored.Points, stored.Comment);
    }

    /// <summary>The grade that the draft began with; null for none.</summary>
    public Guid? GradeId => stored.GradeId;

    public decimal? Points { get; set; }

    public string Comment { get; set; }

    /// <summary>Whether the person has typed something.</summary>
    public bool Changed => Points != stored.Points || Comment != stored.Comment;
}
