using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>The page of a policy says what the server cannot apply as it was saved, and what a replay cannot know.</summary>
public sealed class PolicyPageTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lengthened_silence_and_the_limits_of_a_replay_are_on_the_page()
    {
        await using var app = AppServer.Start(
            ("Proctoring:Frames:LongestIntervalMs", "20000"),
            ("Proctoring:Rules:camera_lost:Silence", "00:00:40")
        );
        await using (var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation))
        {
            // Saved while the server had shorter intervals.
            db.Add(
                new PolicyVersion
                {
                    Name = "house",
                    Version = 1,
                    Settings = JsonSerializer.Serialize(PolicySnapshot.Of(RuleCatalog.Default.FindPolicy(ExamPolicy.Standard)!)),
                    SavedAt = DateTime.UtcNow,
                    SavedBy = "Chief",
                }
            );
            await db.SaveChangesAsync(Cancellation);
        }

        using var client = await app.SignedInAsync(StaffRoles.Administrator);
        var stored = await client.GetStringAsync("manage/policies/house", Cancellation);
        var product = await client.GetStringAsync("manage/policies/standard", Cancellation);

        Assert.Contains("camera_lost, Silence: saved as 00:00:08, but 00:00:30 applies, because", stored, StringComparison.Ordinal);
        Assert.Contains("data-testid=\"effect-limits\"", product, StringComparison.Ordinal);
        Assert.DoesNotContain("policy-adjustments", product, StringComparison.Ordinal);
    }
}
