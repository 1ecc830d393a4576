using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Sessions;
using Proctoring.Web.Components.ExamRoom;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>An answer that could not be kept is brought again, and the last choice wins.</summary>
public sealed class AnswerSaverTests
{
    readonly FakeTimeProvider time = new();
    readonly List<(int Question, int Choice)> kept = [];
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

    AnswerSaver Create() => new(
        (question, choice, _) =>
        {
            kept.Add((question, choice));
            return answer();
        },
        time,
        () => { });
}
