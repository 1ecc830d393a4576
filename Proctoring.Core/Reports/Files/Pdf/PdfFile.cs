using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>
/// The objects of a PDF 1.7 file and their serialization (ISO 32000-1, chapter 7). Objects without a stream are packed into object
/// streams: the structure tree has many small ones. The same objects give the same bytes.
/// </summary>
internal sealed class PdfFile
{
    /// <summary>The objects of one object stream: a reader unpacks the whole stream to reach one object.</summary>
    const int Packed = 200;

    readonly List<string> bodies = [];
    readonly Dictionary<int, byte[]> streams = [];

    /// <summary>Reserves the number of an object that is set later.</summary>
    public int Reserve() => Add("null");

    /// <summary>Sets the content of a reserved object.</summary>
    public void Set(int number, string body) => bodies[number - 1] = body;

    /// <summary>Adds an object and returns its number.</summary>
    public int Add(string body)
    {
        bodies.Add(body);
        return bodies.Count;
    }

    /// <summary>Adds a stream and returns its number.</summary>
    /// <param name="entries">The entries of its dictionary besides the length and the filter of compression.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="compressed">Whether the file compresses them.</param>
    public int AddStream(string entries, byte[] content, bool compressed = true)
    {
        var stored = compressed ? Deflated(content) : content;
        var number = Add($"<<{entries}{(compressed ? "/Filter/FlateDecode" : "")}/Length {stored.Length}>>");
        streams[number] = stored;
        return number;
    }

    /// <summary>Writes the file.</summary>
    /// <param name="catalog">The number of the catalog.</param>
    /// <param name="information">The number of the information dictionary.</param>
    public byte[] Write(int catalog, int information)
    {
        var plain = Enumerable.Range(1, bodies.Count).Where(number => !streams.ContainsKey(number)).ToList();
        var places = new Dictionary<int, (int Type, long Where, int Index)>();
        foreach (var pack in plain.Chunk(Packed))
        {
            var container = AddObjectStream(pack);
            foreach (var (index, number) in pack.Index())
                places[number] = (2, container, index);
        }

        using var file = new MemoryStream();
        file.Write(Latin("%PDF-1.7\n%âãÏÓ\n"));
        foreach (var number in streams.Keys.Order())
        {
            places[number] = (1, file.Position, 0);
            WriteStream(file, number, bodies[number - 1], streams[number]);
        }

        var id = Convert.ToHexString(SHA256.HashData(file.GetBuffer().AsSpan(0, (int)file.Length)).AsSpan(0, 16));
        var start = file.Position;
        var table = bodies.Count + 1;
        places[table] = (1, start, 0);
        var rows = Deflated(CrossReferences(places, table));
        WriteStream(
            file,
            table,
            $"<</Type/XRef/Size {table + 1}/W[1 4 2]/Root {catalog} 0 R/Info {information} 0 R/ID[<{id}><{id}>]"
                + $"/Filter/FlateDecode/Length {rows.Length}>>",
            rows
        );
        file.Write(Latin($"startxref\n{start}\n%%EOF\n"));
        return file.ToArray();
    }

    /// <summary>A text as a string of a PDF.</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <summary>A number as PDF writes it.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    int AddObjectStream(IEnumerable<int> numbers)
    {
        var (index, content) = (new StringBuilder(), new StringBuilder());
        var count = 0;
        foreach (var number in numbers)
        {
            index.Append(CultureInfo.InvariantCulture, $"{number} {content.Length} ");
            content.Append(bodies[number - 1]).Append('\n');
            count++;
        }

        return AddStream($"/Type/ObjStm/N {count}/First {index.Length}", Latin($"{index}{content}"));
    }

    static byte[] CrossReferences(Dictionary<int, (int Type, long Where, int Index)> places, int last)
    {
        using var rows = new MemoryStream();
        // Object 0 is the head of the list of free objects.
        rows.Write([0, 0, 0, 0, 0, 0xFF, 0xFF]);
        for (var number = 1; number <= last; number++)
        {
            var (type, where, index) = places[number];
            var row = new byte[7];
            row[0] = (byte)type;
            BinaryPrimitives.WriteUInt32BigEndian(row.AsSpan(1), (uint)where);
            BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(5), (ushort)index);
            rows.Write(row);
        }

        return rows.ToArray();
    }

    static void WriteStream(MemoryStream file, int number, string dictionary, byte[] content)
    {
        file.Write(Latin($"{number} 0 obj\n{dictionary}\nstream\n"));
        file.Write(content);
        file.Write(Latin("\nendstream\nendobj\n"));
    }

    static byte[] Deflated(byte[] content)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(content);
        return deflated.ToArray();
    }

    static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
