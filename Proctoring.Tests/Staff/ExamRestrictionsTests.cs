using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Staff;

/// <summary>An exam is open to all staff until somebody is named, and then to those alone.</summary>
public sealed class ExamRestrictionsTests
{
    static readonly StaffViewer Chief = new(Guid.NewGuid(), "Chief", [StaffRoles.Administrator], null);

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Naming_somebody_hides_it_from_the_others_and_naming_nobody_shows_it_again(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await host.OpenSessionAsync(proctored: false);
        var (rita, otto) = (await PersonAsync(host, "Rita"), await PersonAsync(host, "Otto"));
        var restrictions = host.Get<ExamRestrictions>();
        var exam = Assert.Single(await restrictions.ListAsync(Chief, default), access => access.Sessions == 1);
        Assert.Empty(exam.Reviewers);
        Assert.True(await SeesAsync(host, otto));

        Assert.True(await restrictions.SetAsync(Chief, exam.ExamName, [rita.UserId!.Value], default));
        Assert.True(await SeesAsync(host, rita));
        Assert.False(await SeesAsync(host, otto));
        Assert.True(await SeesAsync(host, Chief));
        Assert.True(await restrictions.SetAsync(Chief, exam.ExamName, [otto.UserId!.Value], default));
        Assert.False(await SeesAsync(host, rita));
        Assert.False(await restrictions.SetAsync(Chief, exam.ExamName, [Guid.NewGuid()], default));
        Assert.True(await SeesAsync(host, otto));
        Assert.True(await restrictions.SetAsync(Chief, exam.ExamName, [], default));
        Assert.True(await SeesAsync(host, rita));

        await using var database = host.OpenDatabase();
        Assert.Equal(["exam_restricted", "exam_restricted", "exam_opened"], await database.AuditEntries.OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync());
    }

    static async Task<StaffViewer> PersonAsync(CoreHost host, string name)
    {
        await using var database = host.OpenDatabase();
        var user = new StaffUser { Id = Guid.NewGuid(), Name = name, UserName = name, NormalizedUserName = name.ToUpperInvariant(), CreatedAt = host.Now };
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
