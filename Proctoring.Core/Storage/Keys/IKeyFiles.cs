namespace Proctoring.Core.Storage.Keys;

/// <summary>The files of the keys: those of Data Protection, the signing key and the canary.</summary>
internal interface IKeyFiles
{
    /// <summary>The place, for messages.</summary>
    string Place { get; }

    /// <summary>Returns whether the file exists.</summary>
    bool Exists(string name);

    /// <summary>Reads a file that exists.</summary>
    byte[] Read(string name);

    /// <summary>Lists the names.</summary>
    IReadOnlyList<string> Names();

    /// <summary>Writes a file as a whole, and replaces an existing one.</summary>
    Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation);
}
