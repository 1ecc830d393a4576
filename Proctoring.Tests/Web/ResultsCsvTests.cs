using System.Net;
using System.Text.Json;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>The results of an exam as a page and as a file.</summary>
public sealed class ResultsCsvTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_has_points_and_answers_of_each_question_and_no_formula()
    {
        await using var app = AppServer.Start();
        var exam = await app.Get<ExamStore>()
            .CreateAsync(
                StaffViewer.Console,
                new ExamContent
                {
                    Slug = "sums",
                    Title = "Sums",
                    Questions = [new("2 + 2?", new ShortText([new("4")])) { Points = 2 }, new("3 + 3?", new ShortText([new("6")]))],
                    Settings = new ExamSettings { PassPercent = 60 },
                },
                Cancellation
            );
        await app.Get<ExamStore>().SetStatusAsync(StaffViewer.Console, exam.Id, ExamStatus.Open, Cancellation);
        var opener = app.Get<SessionOpener>();
        var access = await opener.OpenAsync(
            new SessionRequest
            {
                StudentId = "ada",
                ExamSlug = "sums",
                Proctored = false,
            },
            Cancellation
        );
        await opener.StartAsync(access, Cancellation);
        foreach (var (question, text) in (await opener.QuestionsAsync(access, Cancellation)).Zip(["4", "=3+3"]))
            await app.Get<AnswerStore>()
                .KeepAsync(access, question.Id, JsonSerializer.SerializeToElement(text), DateTime.UtcNow, Cancellation);
        await app.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
        using var client = await app.SignedInAsync(StaffRoles.Auditor);

        var lines = (await client.GetStringAsync($"review/results.csv?exam={exam.Id}", Cancellation))
            .Trim('\uFEFF', '\r', '\n')
            .Split("\r\n");

        Assert.Equal(2, lines.Length);
        Assert.EndsWith(
            "score_percent,passed,regraded_utc,scored_version,original_score_percent,v1_q1_points,v1_q1_answer,v1_q2_points,v1_q2_answer",
            lines[0],
            StringComparison.Ordinal
        );
        var cells = lines[1].Split(',');
        Assert.Equal("ada", cells[1]);
        Assert.Equal((2m, 3m, 66.67m), (Number(cells[6]), Number(cells[7]), Number(cells[8])));
        Assert.Equal(("yes", "", "1", ""), (cells[9], cells[10], cells[11], cells[12]));
        Assert.Equal((2m, "4", 0m), (Number(cells[13]), cells[14], Number(cells[15])));
        Assert.Equal("'=3+3", cells[16].Trim('"'));
        Assert.Contains(
            ">ada</bdi>",
            await client.GetStringAsync($"review/results?exam={exam.Id}", Cancellation),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "There is no finished session of this exam",
            await client.GetStringAsync("review/results?exam=999", Cancellation),
            StringComparison.Ordinal
        );
        var german = await client.GetStringAsync($"review/results?exam={exam.Id}&lang=de", Cancellation);
        Assert.Contains("bestanden", german, StringComparison.Ordinal);
        Assert.DoesNotContain("passed", german, StringComparison.Ordinal);
        var empty = await client.GetStringAsync("review/results.csv?exam=999", Cancellation);
        Assert.EndsWith("original_score_percent", empty.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("review/results.csv", Cancellation)).StatusCode);
    }

    static decimal Number(string cell) => decimal.Parse(cell, System.Globalization.CultureInfo.InvariantCulture);
}
