using Xunit;

namespace Proctoring.Tests.Support;

/// <summary>One server with the product's own settings for all tests of a class, for classes whose tests leave one another alone.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    internal AppServer App { get; } = AppServer.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
