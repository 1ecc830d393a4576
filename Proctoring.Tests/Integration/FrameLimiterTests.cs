using Proctoring.Core.Integration;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>A limited number of frames of one exam wait for each other, without delaying other exams.</summary>
public sealed class FrameLimiterTests
{
    [Fact]
    public async Task One_is_read_two_wait_and_more_are_refused()
    {
        var turns = new FrameLimiter();
        var (busy, other) = (Guid.NewGuid(), Guid.NewGuid());

        var first = await turns.TakeAsync(busy, default);
        var (second, third) = (turns.TakeAsync(busy, default), turns.TakeAsync(busy, default));
        var refused = await Assert.ThrowsAsync<CallRefusedException>(() => turns.TakeAsync(busy, default));
        using var elsewhere = await turns.TakeAsync(other, default);

        Assert.Equal((CallRefusal.TooOften, true), (refused.Refusal, refused.RetryAfter > TimeSpan.Zero));
        Assert.False(second.IsCompleted || third.IsCompleted);
        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();
        (await turns.TakeAsync(busy, default)).Dispose();
    }

    [Fact]
    public async Task A_caller_who_disconnects_leaves_the_queue()
    {
        var turns = new FrameLimiter();
        var exam = Guid.NewGuid();
        using var patience = new CancellationTokenSource();
        var first = await turns.TakeAsync(exam, default);
        var (second, third) = (turns.TakeAsync(exam, patience.Token), turns.TakeAsync(exam, default));

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        var fourth = turns.TakeAsync(exam, default);
        first.Dispose();
        (await third).Dispose();
        (await fourth).Dispose();
    }
}
