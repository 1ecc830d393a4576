using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>Tests that two writers of the same row at the same moment both get the right answer, on each database.</summary>
public sealed class UniqueViolationTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_two_keys_with_one_name_one_is_created_and_the_other_refused_by_name(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var keys = host.Get<ApiKeyStore>();

        var created = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            await keys.CreateAsync("jobgenie", ApiScopes.Usual, null, StaffViewer.Console, default);
                            return null;
                        }
                        catch (ValidationException mistake)
                        {
                            return mistake.Message;
                        }
                    })
                )
        );

        Assert.Equal(5, created.Count(message => message == "name: there is already a key \"jobgenie\""));
        Assert.Single(await keys.ListAsync(default));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_accommodation_stored_twice_at_once_is_one_row(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var accommodations = host.Get<AccommodationStore>();

        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    Task.Run(() =>
                        accommodations.KeepAsync(
                            Student.OwnPages,
                            "s-1",
                            new RuleOverride("suspicious_gaze", "Enabled", "false"),
                            "blind",
                            default
                        )
                    )
                )
        );

        Assert.Single(await accommodations.ListAsync("s-1", default));
    }

    /// <summary>All but one saw an error page.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_several_administrators_at_the_same_moment_one_removes_an_accommodation(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var accommodations = host.Get<AccommodationStore>();
        var change = new RuleOverride("suspicious_gaze", "Enabled", "false");
        await accommodations.KeepAsync(Student.OwnPages, "s-1", change, "blind", default);
        var row = Assert.Single(await accommodations.ListForAsync(StaffViewer.Console, default));

        var removed = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => accommodations.RemoveAsync(StaffViewer.Console, row.Id, default)))
        );

        Assert.Single(removed, one => one);
        Assert.Empty(await accommodations.ListForAsync(StaffViewer.Console, default));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_different_unique_value_is_not_mistaken_for_the_expected_one(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var database = host.OpenDatabase();
        database.Add(new Student { ExternalId = "s-1", CreatedAt = host.Now });
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        database.ChangeTracker.Clear();

        database.Add(new Student { ExternalId = "s-1", CreatedAt = host.Now });
        var twice = await Assert.ThrowsAsync<DbUpdateException>(() => database.SaveChangesAsync(TestContext.Current.CancellationToken));
        Assert.True(twice.IsUniqueViolation());
        database.ChangeTracker.Clear();
        database.Add(
            new EvidenceImage
            {
                Id = Guid.NewGuid(),
                ViolationId = Guid.NewGuid(),
                StoreKey = "x",
                Sha256 = "x",
                ContentType = "image/jpeg",
            }
        );
        var orphan = await Assert.ThrowsAsync<DbUpdateException>(() => database.SaveChangesAsync(TestContext.Current.CancellationToken));
        Assert.False(orphan.IsUniqueViolation());
    }
}
