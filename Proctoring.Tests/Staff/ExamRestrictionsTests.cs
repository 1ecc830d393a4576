using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Staff;

/// <summary>An exam is open to all staff until staff are named, and then only to them.</summary>
public sealed class ExamRestrictionsTests
{
    static readonly StaffViewer Chief = new(Guid.NewGuid(), "Chief", [StaffRoles.Administrator], null);

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_restriction_hides_an_exam_from_others_until_it_is_lifted(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await host.OpenSessionAsync(proctored: false);
        var (rita, otto) = (await PersonAsync(host, "Rita"), await PersonAsync(host, "Otto"));
        var restrictions = host.Get<ExamRestrictions>();
        var exam = Assert.Single(await restrictions.ListAsync(Chief, default), access => access.Sessions == 1);
        Assert.Empty(exam.Reviewers);
        Assert.True(await SeesAsync(host, otto));

        Assert.Equal(RestrictionOutcome.Done, await restrictions.SetAsync(Chief, exam.ExamName, [], [rita.UserId!.Value], default));
        Assert.True(await SeesAsync(host, rita));
        Assert.False(await SeesAsync(host, otto));
        Assert.True(await SeesAsync(host, Chief));
        Assert.Equal(
            RestrictionOutcome.Done,
            await restrictions.SetAsync(Chief, exam.ExamName, [rita.UserId!.Value], [otto.UserId!.Value], default)
        );
        Assert.False(await SeesAsync(host, rita));
        Assert.Equal(
            RestrictionOutcome.AccountGone,
            await restrictions.SetAsync(Chief, exam.ExamName, [otto.UserId!.Value], [Guid.NewGuid()], default)
        );
        Assert.True(await SeesAsync(host, otto));
        Assert.Equal(RestrictionOutcome.Changed, await restrictions.SetAsync(Chief, exam.ExamName, [rita.UserId!.Value], [], default));
        Assert.Equal(RestrictionOutcome.Done, await restrictions.SetAsync(Chief, exam.ExamName, [otto.UserId!.Value], [], default));
        Assert.True(await SeesAsync(host, rita));

        await using var database = host.OpenDatabase();
        Assert.Equal(
            ["exam_restricted", "exam_restricted", "exam_opened"],
            await database.AuditEntries.OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync()
        );
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Of_two_administrators_at_the_same_moment_one_learns_that_the_list_changed(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var people = new[]
        {
            await PersonAsync(host, "Rita"),
            await PersonAsync(host, "Otto"),
            await PersonAsync(host, "Tess"),
            await PersonAsync(host, "Bo"),
        };

        var outcomes = await Task.WhenAll(
            people.Select(person =>
                Task.Run(() => host.Get<ExamRestrictions>().SetAsync(Chief, "Anatomy", [], [person.UserId!.Value], default))
            )
        );

        Assert.Single(outcomes, outcome => outcome == RestrictionOutcome.Done);
        Assert.Equal(3, outcomes.Count(outcome => outcome == RestrictionOutcome.Changed));
        await using var database = host.OpenDatabase();
        Assert.Single(await database.ExamReviewers.ToListAsync(TestContext.Current.CancellationToken));
    }

    static async Task<StaffViewer> PersonAsync(CoreHost host, string name)
    {
        await using var database = host.OpenDatabase();
        var user = new StaffUser
        {
            Id = Guid.NewGuid(),
            Name = name,
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            CreatedAt = host.Now,
        };
        database.Add(user);
        await database.SaveChangesAsync();
        return new StaffViewer(user.Id, name, [StaffRoles.Reviewer], null);
    }

    static async Task<bool> SeesAsync(CoreHost host, StaffViewer viewer)
    {
        await using var database = host.OpenDatabase();
        return await database.Sessions.SeenBy(database, viewer).AnyAsync();
    }
}
