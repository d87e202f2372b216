// Verifies a Peildatum log with nothing of Peildatum: notes, tiles and proofs by golang.org/x/mod/sumdb, commitments by what
// tests/golden/README.md says. The log is a folder that `peildatum export --tiles` wrote, or a service.
//
//	verify -key VERIFIER_KEY -schemas schemas/gebeurtenissen [-old SIZE] [-export FILE] FOLDER|http://HOST/tlog
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// source is where the files of a log are: a folder, or an address.
type source string

func (s source) read(path string) ([]byte, error) {
	if !strings.HasPrefix(string(s), "http") {
		return os.ReadFile(filepath.Join(string(s), path))
	}
	answer, err := http.Get(string(s) + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// Tiles are 256 wide, so tlog-tiles leaves the height out of their paths.
func (s source) Height() int { return 8 }

func (s source) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := s.read(strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (s source) SaveTiles([]tlog.Tile, [][]byte) {}

// tree reads the checkpoint, if the key signed it for its own log.
func (s source) tree(key string) (tlog.Tree, error) {
	var none tlog.Tree
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return none, err
	}
	text, err := s.read("checkpoint")
	if err != nil {
		return none, err
	}
	signed, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return none, err
	}
	lines := strings.SplitN(signed.Text, "\n", 4)
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return none, fmt.Errorf("no checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return none, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return none, fmt.Errorf("no root in the checkpoint")
	}
	found := tlog.Tree{N: size}
	copy(found.Hash[:], root)
	return found, nil
}

// entries reads all entries, from their own tiles.
func (s source) entries(size int64) ([][]byte, error) {
	var all [][]byte
	for index := int64(0); index*256 < size; index++ {
		width := size - index*256
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: -1, N: index, W: int(width)} // level -1 is Go's for data
		data, err := s.read(strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1))
		if err != nil {
			return nil, err
		}
		for len(data) > 0 {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("entries %d break off", index)
			}
			length := 2 + int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:length])
			data = data[length:]
		}
	}
	if int64(len(all)) != size {
		return nil, fmt.Errorf("%d entries of %d", len(all), size)
	}
	return all, nil
}

// hold checks every entry against its leaf, every leaf against the root, and that an older tree is the beginning of this one.
func hold(tree tlog.Tree, entries [][]byte, hashes tlog.HashReader, old int64) error {
	for index, entry := range entries {
		n := int64(index)
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		if err != nil {
			return err
		}
		if leaf[0] != tlog.RecordHash(entry) {
			return fmt.Errorf("entry %d is not its leaf", n)
		}
		proof, err := tlog.ProveRecord(tree.N, n, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, leaf[0]); err != nil {
			return fmt.Errorf("entry %d is not in the tree: %v", n, err)
		}
	}
	if old == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, old, hashes)
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(old, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old, root)
}

type object = map[string]interface{}

// canonical is RFC 8785 for what a record holds: sorted keys, whole numbers, nothing escaped that need not be.
func canonical(value interface{}) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	text := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	for _, kept := range []string{"\u2028", "\u2029"} { // Go escapes these two, RFC 8785 does not
		text = bytes.ReplaceAll(text, []byte(fmt.Sprintf("\\u%04x", []rune(kept)[0])), []byte(kept))
	}
	return text
}

// textKeys are the keys that a schema calls text.
func textKeys(folder string) (map[string]bool, error) {
	keys := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no schemas in %s", folder)
	}
	var walk func(key string, value interface{})
	walk = func(key string, value interface{}) {
		switch value := value.(type) {
		case object:
			if value["x-tekst"] == true {
				keys[key] = true
			}
			for inside, inner := range value {
				if inside == "items" { // of a list: the key of the list is the text
					inside = key
				}
				walk(inside, inner)
			}
		case []interface{}:
			for _, inner := range value {
				walk(key, inner)
			}
		}
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var schema interface{}
		if err := json.Unmarshal(data, &schema); err != nil {
			return nil, err
		}
		walk("", schema)
	}
	return keys, nil
}

// split takes an object apart into its core and its texts.
func split(fields object, text map[string]bool) (core, texts object) {
	core, texts = object{}, object{}
	for key, value := range fields {
		if text[key] && value != nil {
			texts[key] = value
			continue
		}
		switch value := value.(type) {
		case object:
			innerCore, innerTexts := split(value, text)
			core[key] = innerCore
			if len(innerTexts) > 0 {
				texts[key] = innerTexts
			}
		case []interface{}:
			cores, all, some := []interface{}{}, []interface{}{}, false
			for _, item := range value {
				if inner, is := item.(object); is {
					innerCore, innerTexts := split(inner, text)
					cores, all = append(cores, innerCore), append(all, innerTexts)
					some = some || len(innerTexts) > 0
				} else {
					cores = append(cores, item)
				}
			}
			core[key] = cores
			if some {
				texts[key] = all
			}
		default:
			core[key] = value
		}
	}
	return core, texts
}

// commit is SHA-256 of a salt in hexadecimal and of a value in canonical form.
func commit(salt interface{}, value object) (string, error) {
	text, _ := salt.(string)
	bytes, err := hex.DecodeString(text)
	if err != nil || len(bytes) != 32 {
		return "", fmt.Errorf("no salt")
	}
	hash := sha256.Sum256(append(bytes, canonical(value)...))
	return hex.EncodeToString(hash[:]), nil
}

// committed recomputes the commitments of a record.
func committed(record object, text map[string]bool) error {
	texts := object{}
	core := object{"verbintenisTekst": record["verbintenisTekst"]}
	for _, key := range []string{"id", "type", "schemaVersie", "onderwerp", "ingangsdatum", "ingangsdatumNauwkeurigheid", "herstelt"} {
		if value, there := record[key]; there {
			core[key] = value
		}
	}
	for _, key := range []string{"gegevens", "herkomst"} {
		fields, there := record[key].(object)
		if !there {
			continue
		}
		inCore, inTexts := split(fields, text)
		if key == "gegevens" || len(inCore) > 0 {
			core[key] = inCore
		}
		if len(inTexts) > 0 {
			texts[key] = inTexts
		}
	}
	actor := record["actor"].(object)
	core["actor"] = object{"id": actor["id"], "rol": actor["rol"]}
	if name, there := actor["naam"]; there {
		texts["actor"] = object{"naam": name}
	}
	if reason, there := record["toelichtingWijziging"]; there {
		texts["toelichtingWijziging"] = reason
	}
	if record["gewist"] != true {
		found, err := commit(record["zoutTekst"], texts)
		if err != nil || found != record["verbintenisTekst"] {
			return fmt.Errorf("its text is not what was committed to")
		}
	}
	found, err := commit(record["zoutKern"], core)
	if err != nil || found != record["verbintenis"] {
		return fmt.Errorf("its core is not what was committed to")
	}
	return nil
}

// holdExport checks an export against the entries: each line gives its entry, and commits to what it says.
func holdExport(file string, entries [][]byte, text map[string]bool) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	lines := bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	if len(lines) != len(entries) {
		return fmt.Errorf("%d lines for %d entries", len(lines), len(entries))
	}
	for at, line := range lines {
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.UseNumber()
		var record object
		if err := decoder.Decode(&record); err != nil {
			return fmt.Errorf("line %d: %v", at+1, err)
		}
		entry := object{"v": 1}
		for _, key := range []string{"positie", "onderwerpVersie", "geregistreerdOp", "gelogdOp", "gelogdDoor", "verbintenis"} {
			entry[key] = record[key]
		}
		if !bytes.Equal(canonical(entry), entries[at]) {
			return fmt.Errorf("line %d is not its entry", at+1)
		}
		if err := committed(record, text); err != nil {
			return fmt.Errorf("line %d: %v", at+1, err)
		}
	}
	return nil
}

func verify(from source, key, schemas, export string, old int64) (tlog.Tree, error) {
	tree, err := from.tree(key)
	if err != nil {
		return tree, fmt.Errorf("checkpoint: %v", err)
	}
	entries, err := from.entries(tree.N)
	if err != nil {
		return tree, err
	}
	if err := hold(tree, entries, tlog.TileHashReader(tree, from), old); err != nil {
		return tree, err
	}
	if export == "" {
		return tree, nil
	}
	text, err := textKeys(schemas)
	if err != nil {
		return tree, err
	}
	return tree, holdExport(export, entries, text)
}

func main() {
	key := flag.String("key", "", "the verifier key")
	schemas := flag.String("schemas", "", "the folder of the schemas of events")
	export := flag.String("export", "", "an export that ends where the checkpoint does")
	old := flag.Int64("old", 0, "the size of an older tree that must be the beginning of this one")
	flag.Parse()
	tree, err := verify(source(flag.Arg(0)), *key, *schemas, *export, *old)
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
	fmt.Printf("%d %s\n", tree.N, tree.Hash)
}
