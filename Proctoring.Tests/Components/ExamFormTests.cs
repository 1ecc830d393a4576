using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Json;
using Proctoring.Core.Exams.Questions;
using Proctoring.Tests.Authoring;
using Proctoring.Web.Components.Pages.Manage.EditExam;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>The forms of the exam editor lose nothing of an exam, and nothing that was typed.</summary>
public sealed class ExamFormTests : BunitContext
{
    public ExamFormTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
    }

    public static TheoryData<string> Exams => [DraftScene.Exam.Slug, QuestionTypesExam.Slug, "settings"];

    [Theory]
    [MemberData(nameof(Exams))]
    public void An_exam_that_no_one_changed_is_stored_as_it_was(string name)
    {
        var exam = ContentOf(name);

        Assert.Equal(ExamJson.Write(exam), ExamJson.Write(ExamForm.Of(exam).ToContent()));
    }

    [Fact]
    public void The_times_of_an_exam_are_those_of_its_time_zone()
    {
        var form = new ExamForm
        {
            Slug = "a",
            Title = "A",
            TimeZone = "Europe/Berlin",
            OpensAt = new DateTime(2026, 7, 1, 9, 0, 0),
            // Skipped by the change to summer time.
            ClosesAt = new DateTime(2027, 3, 28, 2, 30, 0),
        };

        var settings = form.ToContent().Settings;

        Assert.Equal(new DateTime(2026, 7, 1, 7, 0, 0), settings.OpensAt);
        Assert.Equal(new DateTime(2027, 3, 28, 1, 30, 0), settings.ClosesAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_time_in_the_hour_that_a_zone_repeats_stays_the_stored_one(int hour)
    {
        // 02:30 in Berlin, before and after the change to winter time.
        var time = new DateTime(2026, 10, 25, hour, 30, 0, DateTimeKind.Utc);
        var settings = new ExamSettings { TimeZone = "Europe/Berlin", OpensAt = time, ClosesAt = time };
        var form = ExamForm.Of(ContentOf("settings") with { Settings = settings });

        var stored = form.ToContent().Settings;
        Assert.Equal(time, stored.OpensAt);
        Assert.Equal(time, stored.ClosesAt);

        form.OpensAt = new DateTime(2026, 10, 25, 3, 30, 0);
        Assert.Equal(new DateTime(2026, 10, 25, 2, 30, 0), form.ToContent().Settings.OpensAt);
    }

    [Fact]
    public async Task Choices_are_added_moved_and_removed_and_survive_a_change_of_the_type()
    {
        var question = new QuestionForm { Text = "Which?" };
        var changes = 0;
        Render<MudPopoverProvider>();
        var editor = Render<QuestionEditor>(parameters =>
            parameters.Add(part => part.Question, question).Add(part => part.Files, []).Add(part => part.OnChange, () => changes++)
        );
        question.Body.Choices[0].Text = "first";

        await editor.Find("[data-testid=choices] .add").ClickAsync(new());
        await editor.Find("[aria-label='Move choice 2 up']").ClickAsync(new());
        await editor.Find("[aria-label='Remove choice 3']").ClickAsync(new());
        Assert.Equal(["", "first"], question.Body.Choices.Select(choice => choice.Text));
        Assert.Equal(100, question.Body.Choices[1].Percent);
        Assert.Equal(3, changes);

        question.Body.Type = "ordering";
        editor.Render();
        Assert.Equal(2, editor.FindAll("[aria-label^='Remove item']").Count);
        question.Body.Type = "multiple_choice";
        Assert.Equal("first", Assert.IsType<MultipleChoice>(question.ToContent().Body).Choices[1].Text);
    }

    [Fact]
    public async Task The_preview_follows_the_text_without_leaving_the_field()
    {
        Render<MudPopoverProvider>();
        var question = new QuestionForm();
        var editor = Render<QuestionEditor>(parameters => parameters.Add(part => part.Question, question).Add(part => part.Files, []));

        await editor.Find("#question-text").InputAsync(new() { Value = "What is **TCP**? <script>alert(1)</script>" });

        await editor.WaitForAssertionAsync(
            () => Assert.Equal("TCP", editor.Find("[data-testid=preview] strong").TextContent),
            TimeSpan.FromSeconds(30)
        );
        Assert.Empty(editor.FindAll("script"));
    }

    [Fact]
    public void The_preview_of_an_exam_shows_every_type_and_no_solution()
    {
        var preview = Render<ExamPreview>(parameters => parameters.Add(part => part.Content, QuestionTypesExam.Content));

        Assert.Equal(11, preview.FindAll("section.question").Count);
        Assert.Empty(preview.FindAll("input[checked]"));
        Assert.DoesNotContain("Paris", preview.Markup, StringComparison.Ordinal);
    }

    static ExamContent ContentOf(string name) =>
        name switch
        {
            "settings" => new ExamContent
            {
                Slug = name,
                Title = "Settings",
                Language = "pt-BR",
                Questions = [new("Upload.", new FileUpload([".pdf"], 5 * 1024 * 1024 + 1, "Look at *all*."))],
                Settings = new ExamSettings
                {
                    OpensAt = new DateTime(2026, 11, 1, 8, 0, 0, DateTimeKind.Utc),
                    ClosesAt = new DateTime(2026, 12, 1, 8, 15, 0, DateTimeKind.Utc),
                    TimeZone = "Europe/Berlin",
                    Attempts = 2,
                    Proctoring = Core.Exams.ProctoringOffer.Required,
                    Admission = Core.Exams.ExamAdmission.Code,
                    AccessCode = "open sesame",
                    ShownDetail = Core.Exams.ResultDetail.Score,
                    ShownWhen = Core.Exams.ResultTime.AfterClosing,
                    PassPercent = 62.5m,
                    ShuffleQuestions = true,
                    AllowsPaper = true,
                    AllowsCalculator = true,
                    AllowsHeadphones = true,
                    Rules = "No books.",
                },
            },
            QuestionTypesExam.Slug => QuestionTypesExam.Content,
            _ => DraftScene.Exam,
        };
}
