using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.ExamRoom;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>An answer that could not be stored is retried; it is acknowledged only when it is stored, and the newest one wins.</summary>
public sealed class AnswerSaverTests
{
    static readonly Guid Session = Guid.NewGuid();

    readonly FakeTimeProvider time = new();
    readonly CapturedLog log = new();
    readonly List<(int Question, int Choice)> stored = [];
    CancellationToken newest;
    Func<Task<AnswerOutcome>> answer = () => Task.FromResult(AnswerOutcome.Stored);

    [Fact]
    public async Task An_answer_is_acknowledged_when_it_is_stored()
    {
        var storing = new TaskCompletionSource<AnswerOutcome>();
        answer = () => storing.Task;
        using var saver = Create();

        var acknowledged = saver.StoreAsync(Given(1, 2));
        Assert.False(acknowledged.IsCompleted);
        Assert.Equal(SaveState.Saving, saver.State);
        storing.SetResult(AnswerOutcome.Stored);

        Assert.Equal(AnswerOutcome.Stored, await acknowledged);
        Assert.True(await saver.FlushAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal([(1, 2)], stored);
        Assert.Equal(SaveState.Saved, saver.State);
    }

    [Fact]
    public async Task A_failure_is_logged_shown_and_retried()
    {
        var fails = true;
        answer = () =>
            fails
                ? Task.FromException<AnswerOutcome>(new InvalidOperationException("the database is away"))
                : Task.FromResult(AnswerOutcome.Stored);
        using var saver = Create();
        var acknowledged = saver.StoreAsync(Given(1, 2));
        Assert.Equal(SaveState.Retrying, saver.State);
        Assert.Contains(log.Lines, line => line.Contains("could not be stored", StringComparison.Ordinal));

        fails = false;
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(AnswerOutcome.Stored, await acknowledged);
        Assert.Equal(SaveState.Saved, saver.State);
        Assert.Equal([(1, 2), (1, 2)], stored);
    }

    [Fact]
    public async Task Of_several_answers_to_a_question_only_the_newest_is_stored_and_acknowledges_all()
    {
        var first = new TaskCompletionSource<AnswerOutcome>();
        answer = () => stored.Count == 1 ? first.Task : Task.FromResult(AnswerOutcome.Stored);
        using var saver = Create();
        var acknowledged = new List<Task<AnswerOutcome>>();
        foreach (var choice in new[] { 0, 1, 3 })
            acknowledged.Add(saver.StoreAsync(Given(1, choice)));
        Assert.DoesNotContain(acknowledged, each => each.IsCompleted);
        first.SetResult(AnswerOutcome.Stored);

        Assert.All(await Task.WhenAll(acknowledged), outcome => Assert.Equal(AnswerOutcome.Stored, outcome));
        Assert.Equal([(1, 0), (1, 3)], stored);
    }

    [Fact]
    public async Task An_older_answer_that_arrives_late_does_not_replace_a_newer_one()
    {
        var first = new TaskCompletionSource<AnswerOutcome>();
        answer = () => stored.Count == 1 ? first.Task : Task.FromResult(AnswerOutcome.Stored);
        using var saver = Create();
        _ = saver.StoreAsync(Given(2, 0));
        var newer = saver.StoreAsync(Given(1, 3));
        var older = saver.StoreAsync(new GivenAnswer(1, 0, time.GetUtcNow().UtcDateTime.AddSeconds(-20)));
        first.SetResult(AnswerOutcome.Stored);

        await Task.WhenAll(newer, older);
        Assert.Equal([(2, 0), (1, 3)], stored);
    }

    [Fact]
    public async Task After_the_end_everything_is_refused_and_nothing_is_retried()
    {
        answer = () => Task.FromResult(AnswerOutcome.Closed);
        using var saver = Create();

        Assert.Equal(AnswerOutcome.Closed, await saver.StoreAsync(Given(1, 2)));
        Assert.True(await saver.FlushAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(SaveState.Closed, saver.State);
        Assert.Single(stored);
    }

    [Fact]
    public async Task Every_failure_is_retried()
    {
        var failures = new Queue<Exception>([
            new SocketException(),
            new TaskCanceledException("a time-out of the driver"),
            new NotSupportedException(),
        ]);
        answer = () =>
            failures.TryDequeue(out var failure) ? Task.FromException<AnswerOutcome>(failure) : Task.FromResult(AnswerOutcome.Stored);
        using var saver = Create();
        var acknowledged = saver.StoreAsync(Given(1, 2));
        for (var tries = 0; tries < 3; tries++)
            time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(AnswerOutcome.Stored, await acknowledged);
        Assert.Equal(4, stored.Count);
    }

    [Fact]
    public async Task A_page_that_closes_neither_cancels_nor_drops_pending_answers()
    {
        var first = new TaskCompletionSource<AnswerOutcome>();
        answer = () => stored.Count == 1 ? first.Task : Task.FromResult(AnswerOutcome.Stored);
        var saver = Create();
        _ = saver.StoreAsync(Given(1, 0));
        _ = saver.StoreAsync(Given(2, 3));
        saver.Dispose();
        Assert.False(newest.IsCancellationRequested);

        first.SetResult(AnswerOutcome.Stored);
        await saver.Working;

        Assert.Equal([(1, 0), (2, 3)], stored);
    }

    [Fact]
    public async Task After_the_page_has_closed_it_gives_up_after_half_a_minute_and_logs_it()
    {
        answer = () => Task.FromException<AnswerOutcome>(new SocketException());
        var saver = Create();
        var acknowledged = saver.StoreAsync(Given(1, 0));
        saver.Dispose();
        for (var second = 0; second < 31; second++)
            time.Advance(TimeSpan.FromSeconds(1));

        await saver.Working.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(stored.Count, 5, 12);
        Assert.True(acknowledged.IsCanceled);
        Assert.Contains(log.Lines, line => line.Contains("dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_next_page_takes_over_the_answers_that_the_last_could_not_store()
    {
        answer = () => Task.FromException<AnswerOutcome>(new SocketException());
        var (unsaved, session, saver) = (new UnsavedAnswers(), Guid.NewGuid(), Create());
        _ = saver.StoreAsync(Given(1, 0));
        unsaved.Leave(session, saver);

        Assert.Equal(0, Assert.Single(await unsaved.TakeAsync(session)).Choice);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(stored);
        Assert.Empty(await unsaved.TakeAsync(session));
        Assert.DoesNotContain(log.Lines, line => line.Contains("given up", StringComparison.Ordinal));
    }

    GivenAnswer Given(int question, int choice) => new(question, choice, time.GetUtcNow().UtcDateTime);

    AnswerSaver Create() =>
        new(
            (given, cancellation) =>
            {
                newest = cancellation;
                stored.Add((given.QuestionId, given.Choice));
                return answer();
            },
            time,
            log.CreateLogger("answers"),
            Session,
            () => { }
        );
}
