using Proctoring.Core.Authoring;
using Proctoring.Web.Components.Pages.Manage.EditExam;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>The editor names its own fields, not those of a file.</summary>
public sealed class ProblemTextTests
{
    [Theory]
    [InlineData(
        "questions[2].body.accepted",
        "must have texts of 1 to 1000 characters and fractions from 0 to 1",
        "Question 3: Accepted answers: must have texts of 1 to 1000 characters and values from 0 to 100 %"
    )]
    [InlineData("questions[0].text", "is required", "Question 1: Text: is required")]
    [InlineData("questions[0].body", "has an empty text or one that is too long", "Question 1 has an empty text or one that is too long")]
    [InlineData("settings.closes_at", "must be later than opens_at", "Closing time: must be later than the opening time")]
    [InlineData("questions", "has more than 1000 questions", "The exam has more than 1000 questions")]
    [InlineData("draws[easy]", "names a pool without questions", "draws[easy] names a pool without questions")]
    public void A_mistake_names_the_label(string field, string message, string expected) =>
        Assert.Equal(expected, ProblemText.Of(new ContentProblem(field, message)));
}
