using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Xunit;

namespace Proctoring.Tests.Exams;

/// <summary>Which question of a later version is the same, and what an answer means for it.</summary>
public sealed class QuestionCorrectionTests
{
    static readonly SingleChoice Cities = SingleChoice.Of(["Sydney", "Canberra", "Perth"], 0);
    static readonly Matching Capitals = new([new("Canada", "Ottawa"), new("Italy", "Rome")], ["Paris"]);

    [Fact]
    public void The_same_text_is_the_same_question_wherever_it_moved()
    {
        var asked = Question(3, "Is it\n true?", new TrueFalse(true));

        Assert.Equal(7, Find(asked, Question(1, "Other?", new TrueFalse(true)), Question(7, "Is it true? ", new TrueFalse(false)))!.Number);
        // Of two with the same text, the nearer one.
        Assert.Equal(4, Find(asked, Question(9, asked.Text, asked.Body), Question(4, asked.Text, asked.Body))!.Number);
    }

    [Fact]
    public void Another_text_is_the_same_question_only_at_its_number_with_the_same_choices()
    {
        var asked = Question(2, "Capitol of Australia?", Cities);

        Assert.NotNull(Find(asked, Question(2, "Capital of Australia?", SingleChoice.Of(["Sydney", "Canberra", "Perth"], 1))));
        Assert.Null(Find(asked, Question(1, "Capital of Australia?", Cities)));
        // A statement has nothing else that identifies it.
        Assert.Null(Find(Question(1, "It is.", new TrueFalse(true)), Question(1, "It is not.", new TrueFalse(false))));
        Assert.Null(Find(asked, Question(2, asked.Text, new ShortText([new("Canberra")]))));
    }

    [Fact]
    public void Other_parts_differ()
    {
        var fewer = Question(1, "?", SingleChoice.Of(["Sydney", "Perth"], 0));
        Assert.Null(QuestionCorrection.Find(Question(1, "?", Cities), [fewer], out var differs));
        Assert.True(differs);
        Assert.Null(QuestionCorrection.Find(Question(1, "?", Cities), [], out differs));
        Assert.False(differs);
        Assert.False(QuestionCorrection.Fits(new NumberEntry([new(1)], [new("m")]), new NumberEntry([new(1)], [])));
        Assert.False(QuestionCorrection.Fits(Capitals, Capitals with { Distractors = [] }));
        // The order of equal choices would be a guess.
        Assert.False(QuestionCorrection.Fits(SingleChoice.Of(["a", "a", "b"], 0), SingleChoice.Of(["b", "a", "a"], 0)));
        Assert.True(QuestionCorrection.Fits(new NumberEntry([new(1)], []), new NumberEntry([new(2, 0.5)], [])));
    }

    [Fact]
    public void Responses_are_found_at_their_new_places()
    {
        Assert.Equal(
            new ChosenOne(2),
            QuestionCorrection.Translate(new ChosenOne(0), Cities, SingleChoice.Of(["Canberra", "Perth", "Sydney"], 0))
        );
        var swapped = new Matching([new("Canada", "Rome"), new("Italy", "Ottawa")], ["Paris"]);
        var matched = (Matched)QuestionCorrection.Translate(new Matched([0, null]), Capitals, swapped)!;
        // Ottawa is now the second match.
        Assert.Equal([1, null], matched.Options);
        Assert.Equal(0, QuestionScoring.Share(swapped, matched));
        var (had, has) = (new Ordering(["a", "b", "c"]), new Ordering(["c", "b", "a"]));
        Assert.Equal(1, QuestionScoring.Share(has, QuestionCorrection.Translate(new Ordered([2, 1, 0]), had, has)));
        var (asked, corrected) = (new Blanks([new(Cities)]), new Blanks([new(SingleChoice.Of(["Perth", "Canberra", "Sydney"], 1))]));
        var filled = QuestionCorrection.Translate(new FilledGaps([new ChosenOne(1)]), asked, corrected);
        Assert.Equal(1, QuestionScoring.Share(corrected, filled));
        Assert.Null(QuestionCorrection.Translate(null, Cities, Cities));
    }

    static Question? Find(Question asked, params Question[] later) => QuestionCorrection.Find(asked, later, out _);

    static Question Question(int number, string text, QuestionBody body) =>
        new()
        {
            Id = number,
            Number = number,
            Text = text,
            Body = body,
            Explanation = "",
        };
}
