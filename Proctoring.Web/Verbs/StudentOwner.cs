using Proctoring.Core.Exams;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Verbs;

/// <summary>Reads the option <c>--key NAME</c>, with which a verb names a student of another system instead of one of this server's own
/// pages.</summary>
internal static class StudentOwner
{
    public const string Usage = "[--key NAME]";

    /// <summary>Separates the option from the other arguments; the name is null without the option. An option without its value, or
    /// given twice, leaves no arguments, so that the verb shows its usage: it would otherwise act on another student.</summary>
    public static (string[] Others, string? Key) Split(string[] args)
    {
        var at = Array.IndexOf(args, "--key");
        if (at < 0)
            return (args, null);
        return at + 1 == args.Length || Array.LastIndexOf(args, "--key") != at
            ? ([], null)
            : ([.. args[..at], .. args[(at + 2)..]], args[at + 1]);
    }

    /// <summary>The owner that the option names; null, and a line on the error output, if there is no such key.</summary>
    public static async Task<Guid?> FindAsync(IServiceProvider services, string? key)
    {
        if (key is null)
            return Student.OwnPages;
        var owner = await services.GetRequiredService<ApiKeyStore>().OwnerOfAsync(key, CancellationToken.None);
        if (owner is null)
            await Console.Error.WriteLineAsync($"There is no API key \"{key}\".");
        return owner;
    }
}
