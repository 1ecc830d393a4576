using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Reviewers see what the exam permits: a sheet of paper in the picture means nothing where paper is allowed.</summary>
public sealed class StudentFactsTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_facts_have_the_rules_and_permitted_aids_of_the_exam()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var session = (await db.AnsweredAsync(host.Now, 1)).Single();
        var hosted = await db.SitAsync("s-1");
        await db
            .Exams.Where(exam => exam.Slug == DemoExam.Slug)
            .ExecuteUpdateAsync(
                set => set.SetProperty(exam => exam.AllowsPaper, true).SetProperty(exam => exam.Rules, "One sheet."),
                Cancellation
            );
        var facts = host.Get<OtherSessions>();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);

        var own = await facts.ReadAsync(reviewer, session.Id, Cancellation);
        var foreign = await facts.ReadAsync(reviewer, hosted.Id, Cancellation);

        Assert.Equal(new ExamRules(true, false, false, "One sheet."), own!.Rules);
        Assert.Null(foreign!.Rules);
    }
}
