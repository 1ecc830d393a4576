using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Sessions.Running;
using Proctoring.Web.Components.ExamRoom;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>An answer that could not be kept is brought again, and the last choice wins.</summary>
public sealed class AnswerSaverTests
{
    readonly FakeTimeProvider time = new();
    readonly List<(int Question, int Choice)> kept = [];
    CancellationToken newest;
    Func<Task<AnswerOutcome>> answer = () => Task.FromResult(AnswerOutcome.Kept);

    [Fact]
    public async Task A_choice_is_kept()
    {
        using var saver = Create();
        saver.Keep(1, 2);

        Assert.True(await saver.FlushAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal([(1, 2)], kept);
        Assert.Equal(SaveState.Saved, saver.State);
    }

    [Fact]
    public async Task What_failed_is_tried_again_and_said_meanwhile()
    {
        var fails = true;
        answer = () => fails ? Task.FromException<AnswerOutcome>(new InvalidOperationException("the database is away")) : Task.FromResult(AnswerOutcome.Kept);
        using var saver = Create();
        saver.Keep(1, 2);
        Assert.Equal(SaveState.Retrying, saver.State);

        fails = false;
        time.Advance(TimeSpan.FromSeconds(1));
        await saver.FlushAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(SaveState.Saved, saver.State);
        Assert.Equal([(1, 2), (1, 2)], kept);
    }

    [Fact]
    public async Task Of_several_choices_while_one_is_on_its_way_only_the_last_follows()
    {
        var first = new TaskCompletionSource<AnswerOutcome>();
        answer = () => kept.Count == 1 ? first.Task : Task.FromResult(AnswerOutcome.Kept);
        using var saver = Create();
        saver.Keep(1, 0);
        saver.Keep(1, 1);
        saver.Keep(1, 3);
        first.SetResult(AnswerOutcome.Kept);
        await saver.FlushAsync(TimeSpan.FromSeconds(5));

        Assert.Equal([(1, 0), (1, 3)], kept);
    }

    [Fact]
    public async Task After_the_end_nothing_is_tried_again()
    {
        answer = () => Task.FromResult(AnswerOutcome.Closed);
        using var saver = Create();
        saver.Keep(1, 2);

        Assert.True(await saver.FlushAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(SaveState.Closed, saver.State);
    }

    [Fact]
    public async Task Whatever_fails_is_tried_again()
    {
        var failures = new Queue<Exception>([new SocketException(), new TaskCanceledException("a time-out of the driver"), new NotSupportedException()]);
        answer = () => failures.TryDequeue(out var failure) ? Task.FromException<AnswerOutcome>(failure) : Task.FromResult(AnswerOutcome.Kept);
        using var saver = Create();
        saver.Keep(1, 2);
        for (var tries = 0; tries < 3; tries++)
            time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(await saver.FlushAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(4, kept.Count);
    }

    [Fact]
    public async Task A_page_that_goes_neither_cancels_what_is_on_its_way_nor_drops_what_waits()
    {
        var first = new TaskCompletionSource<AnswerOutcome>();
        answer = () => kept.Count == 1 ? first.Task : Task.FromResult(AnswerOutcome.Kept);
        var saver = Create();
        saver.Keep(1, 0);
        saver.Keep(2, 3);
        saver.Dispose();
        Assert.False(newest.IsCancellationRequested);

        first.SetResult(AnswerOutcome.Kept);
        await saver.Working;

        Assert.Equal([(1, 0), (2, 3)], kept);
    }

    [Fact]
    public async Task Alone_it_gives_up_after_half_a_minute()
    {
        answer = () => Task.FromException<AnswerOutcome>(new SocketException());
        var saver = Create();
        saver.Keep(1, 0);
        saver.Dispose();
        for (var second = 0; second < 31; second++)
            time.Advance(TimeSpan.FromSeconds(1));

        await saver.Working.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(kept.Count, 5, 12);
    }

    [Fact]
    public async Task The_next_page_takes_up_what_the_last_could_not_keep()
    {
        answer = () => Task.FromException<AnswerOutcome>(new SocketException());
        var (unsaved, session, saver) = (new UnsavedAnswers(), Guid.NewGuid(), Create());
        saver.Keep(1, 0);
        unsaved.Leave(session, saver);

        Assert.Equal(0, (await unsaved.TakeAsync(session))[1]);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(kept);
        Assert.Empty(await unsaved.TakeAsync(session));
    }

    AnswerSaver Create() => new(
        (question, choice, cancellation) =>
        {
            newest = cancellation;
            kept.Add((question, choice));
            return answer();
        },
        time,
        () => { });
}
