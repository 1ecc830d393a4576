using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>A refusal is a sentence for a person; the name of a field is for programs.</summary>
public sealed class RefusalTextTests
{
    [Theory]
    [InlineData("slug: there is already an exam \"a\"", "There is already an exam \"a\".")]
    [InlineData("student_id: \"x\" is taken. Use another id", "\"x\" is taken. Use another id.")]
    [InlineData("There is no exam 5.", "There is no exam 5.")]
    [InlineData("At 10: nothing", "At 10: nothing.")]
    public void The_name_of_a_field_is_left_out(string message, string sentence) =>
        Assert.Equal(sentence, RefusalText.Of(new ValidationException(message)));

    [Fact]
    public void The_mistakes_of_a_content_stay_whole()
    {
        var refusal = new ContentRefusedException([new ContentProblem("title", "is too long")]);

        Assert.Equal("Title is too long.", RefusalText.Of(refusal));
    }

    [Fact]
    public async Task An_exam_without_questions_is_refused_in_words()
    {
        await using var host = await CoreHost.CreateAsync();
        var exams = host.Get<ExamStore>();
        var content = new ExamContent { Slug = "empty", Title = "Empty" };
        var exam = await exams.CreateAsync(StaffViewer.Console, content, TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAnyAsync<ValidationException>(() =>
            exams.SetStatusAsync(StaffViewer.Console, exam.Id, ExamStatus.Open, TestContext.Current.CancellationToken)
        );

        Assert.Equal("An exam without questions cannot be published. Add a question first.", RefusalText.Of(refusal));
    }
}
