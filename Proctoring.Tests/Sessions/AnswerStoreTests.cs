using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>The time of the choice decides between two answers, not the time of arrival.</summary>
public sealed class AnswerStoreTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_older_answer_never_replaces_a_newer_one(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var (access, question) = await StartAsync(host);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        var chosen = host.Now;

        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 1, chosen));
        Assert.Equal(AnswerOutcome.Older, await StoreAsync(host, access, question, 2, chosen.AddMilliseconds(-1)));
        Assert.Equal(1, (await host.Get<AnswerStore>().ReadAsync(access, default))[question].GetInt32());
        // A retry of the same answer, and a later answer, are stored.
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 1, chosen));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 3, chosen.AddMilliseconds(1)));
        Assert.Equal(3, (await host.Get<AnswerStore>().ReadAsync(access, default))[question].GetInt32());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_time_of_the_choice_is_stored_within_the_exam(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var (access, question) = await StartAsync(host);
        var started = host.Now;
        host.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 1, started.AddDays(-1)));
        Assert.Equal(started, await AnsweredAtAsync(host));
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 1, host.Now.AddSeconds(-90)));
        Assert.Equal(host.Now.AddSeconds(-90), await AnsweredAtAsync(host));
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 1, host.Now.AddDays(1)));
        Assert.Equal(host.Now, await AnsweredAtAsync(host));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_cleared_choice_stays_cleared_until_a_later_choice(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var (access, question) = await StartAsync(host);
        host.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 1, host.Now.AddSeconds(-3)));
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, null, host.Now.AddSeconds(-1)));
        Assert.Equal(AnswerOutcome.Older, await StoreAsync(host, access, question, 2, host.Now.AddSeconds(-2)));
        Assert.Empty(await host.Get<AnswerStore>().ReadAsync(access, default));
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 3, host.Now));
        Assert.Equal(3, (await host.Get<AnswerStore>().ReadAsync(access, default))[question].GetInt32());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24 * 30)]
    public async Task A_clock_that_is_set_back_locks_no_question(int hours)
    {
        await using var host = await CoreHost.CreateAsync();
        var (access, question) = await StartAsync(host);
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 1, host.Now));
        await using (var database = host.OpenDatabase())
        {
            var ahead = host.Now.AddHours(hours);
            await database.Answers.ExecuteUpdateAsync(set =>
                set.SetProperty(answer => answer.AnsweredAt, ahead).SetProperty(answer => answer.ChosenAt, ahead)
            );
        }

        // A page that is loaded now begins after the stored answer, unless that time is nonsense.
        var page = await host.Get<AnswerStore>().PageTimeAsync(access, default);
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 2, page.UtcDateTime.AddMilliseconds(1)));
        Assert.Equal(host.Now, await AnsweredAtAsync(host));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_clocks_of_two_servers_do_not_change_the_order_of_the_answers(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var (access, question) = await StartAsync(host);
        // The page read the clock of another server, two minutes ahead of this one.
        var page = host.Now.AddMinutes(2);
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 1, page.AddSeconds(9)));
        Assert.Equal(host.Now, await AnsweredAtAsync(host));

        // The other server stores an earlier answer that arrives late.
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(AnswerOutcome.Older, await StoreAsync(host, access, question, 2, page.AddSeconds(4)));
        Assert.Equal(1, (await host.Get<AnswerStore>().ReadAsync(access, default))[question].GetInt32());
        // A page that is loaded now begins after the stored answer.
        var reloaded = (await host.Get<AnswerStore>().PageTimeAsync(access, default)).UtcDateTime;
        Assert.Equal(page.AddSeconds(9), reloaded);
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 3, reloaded.AddMilliseconds(1)));
        Assert.Equal(AnswerOutcome.Older, await StoreAsync(host, access, question, 2, page.AddSeconds(9)));
        Assert.Equal(3, (await host.Get<AnswerStore>().ReadAsync(access, default))[question].GetInt32());
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(host.Now, (await host.Get<AnswerStore>().PageTimeAsync(access, default)).UtcDateTime);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_time_that_no_clock_has_does_not_hide_the_time_of_a_clock_that_is_ahead(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var (access, question) = await StartAsync(host);
        var other = (await host.Get<SessionOpener>().QuestionsAsync(access, default))[1].Id;
        var ahead = host.Now.AddMinutes(2);
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 1, ahead));
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, other, 1, host.Now));
        await using (var database = host.OpenDatabase())
        {
            var never = host.Now.AddDays(8);
            await database
                .Answers.Where(answer => answer.QuestionId == other)
                .ExecuteUpdateAsync(set => set.SetProperty(answer => answer.ChosenAt, never));
        }

        Assert.Equal(ahead, (await host.Get<AnswerStore>().PageTimeAsync(access, default)).UtcDateTime);
    }

    [Fact]
    public async Task An_answer_of_before_the_pages_time_was_stored_is_ordered_by_its_own_time()
    {
        await using var host = await CoreHost.CreateAsync();
        var (access, question) = await StartAsync(host);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 1, host.Now));
        await using (var database = host.OpenDatabase())
            await database.Answers.ExecuteUpdateAsync(set => set.SetProperty(answer => answer.ChosenAt, (DateTime?)null));

        Assert.Equal(AnswerOutcome.Older, await StoreAsync(host, access, question, 2, host.Now.AddMilliseconds(-1)));
        Assert.Equal(AnswerOutcome.Stored, await StoreAsync(host, access, question, 3, host.Now.AddMilliseconds(1)));
    }

    [Fact]
    public async Task An_early_time_does_not_open_an_exam_whose_time_is_up()
    {
        await using var host = await CoreHost.CreateAsync();
        var (access, question) = await StartAsync(host);
        var early = host.Now.AddMinutes(1);
        host.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(AnswerOutcome.Closed, await StoreAsync(host, access, question, 1, early));
    }

    static async Task<(SessionAccess Access, int Question)> StartAsync(CoreHost host)
    {
        var access = await host.StartSessionAsync(proctored: false);
        return (access, (await host.Get<SessionOpener>().QuestionsAsync(access, default))[0].Id);
    }

    static Task<AnswerOutcome> StoreAsync(CoreHost host, SessionAccess access, int question, int? choice, DateTime at) =>
        host.Get<AnswerStore>().KeepAsync(access, question, choice, at, default);

    static async Task<DateTime> AnsweredAtAsync(CoreHost host)
    {
        await using var database = host.OpenDatabase();
        return (await database.Answers.SingleAsync()).AnsweredAt;
    }
}
