using Xunit;

namespace Proctoring.Tests.Support;

/// <summary>One server for all tests of a class, for classes whose tests leave one another alone. It has the product's own settings; a
/// class that needs others derives its own fixture.</summary>
public class ServerFixture : IAsyncLifetime
{
    public ServerFixture() => App = AppServer.Start();

    protected ServerFixture(params (string Key, string Value)[] settings) => App = AppServer.Start(settings);

    internal AppServer App { get; }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return App.DisposeAsync();
    }
}
